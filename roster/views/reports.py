"""Reports, as pages and as files."""

import tempfile
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roster.days import today
from roster.forms.reports import SaveReportForm, ScopeForm
from roster.handout import handout as make_handout
from roster.models import Student
from roster.paging import KeysFirstPaginator
from roster.reports import KINDS, groups, marks
from roster.reports.files import csv_lines, write_xlsx
from roster.reports.pools import Pool
from roster.views import asked
from roster.views.book_file import XLSX


@require_safe
def reports(request):
    """All that the reader sees in a few weeks, or whatever days: the rate, and where it differs."""
    form = ScopeForm(request.GET, request.user)
    context = {"form": form, "kinds": KINDS, "saved": request.user.saved_reports.all()}
    if form.is_valid():
        pool = Pool(form.scope)
        parts = {name: getattr(groups, name)(form.scope, pool) for name in OVERVIEW}
        context |= {"scope": form.scope, "total": pool.total, "parts": parts}
    return render(request, "roster/reports.html", context, status=200 if form.is_valid() else 400)


@require_safe
def report(request, kind):
    """One report as a page: its drawing, and the table behind it."""
    made = _kind(kind)
    form = ScopeForm(request.GET, request.user)
    context = {"form": form, "kinds": KINDS, "slug": kind, "kind": made}
    context["saved"] = request.user.saved_reports.all()
    if form.is_valid():
        found = made.make(form.scope)
        page = asked.page(request, found.lines)
        context |= {"scope": form.scope, "report": found, "page": page}
    return render(request, "roster/report.html", context, status=200 if form.is_valid() else 400)


@require_safe
def report_marks(request):
    """The marks that a figure is made of, and how they add up."""
    form = ScopeForm(request.GET, request.user)
    context = {"form": form}
    if form.is_valid():
        scope = form.scope
        page = asked.page(request, scope.marks().to_list(), KeysFirstPaginator)
        page.object_list = list(marks.lines(list(page), scope.policies))
        context |= {"scope": scope, "page": page, "columns": marks.columns()}
        context["rate"] = None if scope.kind else Pool(scope).total
    return render(
        request, "roster/report_marks.html", context, status=200 if form.is_valid() else 400
    )


@require_safe
def handout(request, pk):
    """One student's attendance on a page of paper, for the parents."""
    student = get_object_or_404(Student.objects.visible_to(request.user), pk=pk)
    form = ScopeForm(request.GET or {"range": "quarter"}, request.user)
    context = {"student": student, "form": form, "today": today()}
    if form.is_valid():
        scope = replace(form.scope, student=student)
        context |= {"scope": scope, "handout": make_handout(scope)}
    return render(request, "roster/handout.html", context, status=200 if form.is_valid() else 400)


@require_safe
def report_csv(request, kind):
    """The same as CSV."""
    _title, columns, lines = _table(request, kind)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return StreamingHttpResponse(
        csv_lines(columns, lines), content_type="text/csv; charset=utf-8", headers=headers
    )


@require_safe
def report_xlsx(request, kind):
    """The same as an Excel file."""
    title, columns, lines = _table(request, kind)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(file, title, columns, lines)
    file.seek(0)
    name = f"{kind}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def report_save(request):
    """Keeps a report under a name; leads back to it."""
    kind = request.POST.get("report", "")
    if kind:
        _kind(kind)
    form = SaveReportForm(request.POST, request.user)
    if not form.is_valid():
        raise BadRequest(" ".join(error for errors in form.errors.values() for error in errors))
    saved = form.save_as(kind)
    messages.success(request, _("Saved: %(name)s") % {"name": saved.name})
    return redirect(saved)


@require_POST
def report_delete(request, pk):
    """Forgets a report that the user has kept."""
    get_object_or_404(request.user.saved_reports, pk=pk).delete()
    messages.success(request, _("The saved report was deleted."))
    return redirect("roster:reports")


OVERVIEW = ("weeks", "weekdays", "periods")


def _kind(name):
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _table(request, name):
    """`(title, columns, lines)` of a whole report. Raises BadRequest."""
    made = None if name == "marks" else _kind(name)
    form = ScopeForm(request.GET, request.user)
    if not form.is_valid():
        raise BadRequest(_("This report cannot be made."))
    if made is None:
        return str(_("Marks")), marks.columns(), marks.all_lines(form.scope)
    found = made.make(form.scope)
    return str(made.title), found.columns, found.lines
