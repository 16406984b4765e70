"""Files that come into the book: sent, matched, looked at, taken, and taken back."""

import csv
import itertools

from django.contrib import messages
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legacy.progress import progress_of
from legacy.queue.jobs import Busy
from legacy.spreadsheets import Echo, harmless
from legacy.views.jobs import accepted, wants_json
from roster.files.shown import problem_lines, shown, tabs
from roster.files.starting import APPLY, CHECK, READ, UNDO, NotNow, discard, possible, start, stop
from roster.files.uploading import match_columns
from roster.forms.files import ColumnsForm, HeadingsForm, NewFileForm, TakeForm
from roster.models import FileImport, FileRow
from roster.views import asked
from roster.views.access import edits_roster


@require_safe
@edits_roster
def file_imports(request):
    """Every file that came in, the latest first."""
    found = FileImport.objects.select_related("created_by", "job")
    return render(request, "roster/file_imports.html", {"page": asked.page(request, found)})


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def file_import_add(request):
    """Takes a file, or what was pasted, and goes on to its columns."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    kind = request.GET.get("kind", "")
    form = NewFileForm(*sent, initial={"kind": kind} if kind in FileImport.Kind else None)
    if form.is_valid():
        found = form.keep(request.user)
        if READ in possible(found):
            return _started(request, found, READ)
        return redirect("roster:file_columns", found.pk)
    status = 400 if form.errors else 200
    return render(request, "roster/file_import_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def file_columns(request, pk):
    """Says which column is what, and has the rows looked at."""
    found = _find(pk)
    if CHECK not in possible(found):
        return redirect(found)
    headings = HeadingsForm(request.GET if "row" in request.GET else None, file_import=found)
    if headings.is_valid():
        match_columns(found, headings.rows, headings.cleaned_data["row"])
    form = ColumnsForm(request.POST if request.method == "POST" else None, file_import=found)
    if form.is_valid():
        return _started(request, found, CHECK, header_row=found.header_row, **form.chosen())
    context = {"file": found, "form": form, "headings": headings}
    status = 400 if form.errors else 200
    return render(request, "roster/file_columns.html", context, status=status)


@require_safe
@edits_roster
@never_cache
def file_import(request, pk):
    """How far it is, what would come of each row, or what came of it. JSON for programs."""
    found = _find(pk)
    if wants_json(request) and found.job:
        response = JsonResponse(progress_of(found.job))
    elif found.is_to_be_matched:
        return redirect("roster:file_columns", pk)
    else:
        response = _page(request, found)
    patch_vary_headers(response, ("Accept",))
    return response


@require_POST
@edits_roster
def file_apply(request, pk):
    """Has the rows written: all of them, or those that can be."""
    found = _find(pk)
    form = TakeForm(request.POST, file_import=found)
    if not form.is_valid():
        return _page(request, found, refused=form.errors["mode"][0], status=400)
    return _started(request, found, APPLY, takes_all=form.cleaned_data["mode"] == TakeForm.ALL)


@require_POST
@edits_roster
def file_undo(request, pk):
    """Has everything taken back that nobody has touched since."""
    return _started(request, _find(pk), UNDO)


@require_POST
@edits_roster
def file_stop(request, pk):
    """Asks that what goes on with a file stops."""
    found = _find(pk)
    stop(found)
    messages.info(request, _("It stops at the next opportunity."))
    return redirect(found)


@require_POST
@edits_roster
def file_discard(request, pk):
    """Forgets a file that was not taken."""
    found = _find(pk)
    try:
        discard(found)
    except NotNow:
        return _page(request, found, refused=_("This is not possible any more."), status=409)
    messages.success(request, _("The file was forgotten. Nothing was changed."))
    return redirect("roster:file_imports")


@require_safe
@edits_roster
def file_problems(request, pk):
    """The rows that cannot be taken as CSV, with the reasons in the last column."""
    found = _find(pk)
    writer = csv.writer(Echo())
    lines = (writer.writerow([harmless(cell) for cell in line]) for line in problem_lines(found))
    content = itertools.chain(["\ufeff"], lines)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{pk}.csv"'
    return response


def _find(pk):
    imports = FileImport.objects.select_related("job", "created_by")
    return get_object_or_404(imports, pk=pk)


def _started(request, found, work, **fields):
    """202 or a redirect to the progress; 409 where it cannot be started."""
    try:
        start(found, work, request.user, **fields)
    except NotNow:
        refused = _("This is not possible any more.")
    except Busy:
        refused = _("Another file is being taken: wait a moment.")
    else:
        return accepted(request, found.get_absolute_url())
    found.refresh_from_db()
    return _page(request, found, refused=refused, status=409)


def _page(request, found, refused="", status=200):
    only = request.GET.get("only", "")
    rows = FileRow.objects.below_headings(found).with_action(only)
    page = asked.page(request, rows)
    page.object_list = shown(page.object_list, found)
    context = {
        "file": found,
        "progress": progress_of(found.job) if found.job else None,
        "possible": possible(found),
        "works": {"read": READ, "check": CHECK, "apply": APPLY, "undo": UNDO},
        "tabs": tabs(found),
        "only": only,
        "page": page,
        "refused": refused,
    }
    return render(request, "roster/file_import.html", context, status=status)
