"""One import: what it did, the rows it could not take, and taking it back."""

import csv

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from legacy.access import administrators_only
from legacy.errors import BridgeError
from legacy.models import Job, Reject, Run
from legacy.news import count_changes, new_rejects, run_before
from legacy.rejects import COLUMNS, cells
from legacy.spreadsheets import Echo
from legacy.summary import run_rows, undo_rows
from legacy.taking_back import check_undoable
from legacy.views.jobs import start

PER_PAGE, SHOWN = 50, 20


@require_safe
@administrators_only
def run(request, pk):
    """One import: its counts by target, and the rows it could not take."""
    found = get_object_or_404(Run.objects.select_related("map", "started_by"), pk=pk)
    rejects = found.rejects.with_reason(request.GET.get("reason", ""))
    page = Paginator(rejects, PER_PAGE).get_page(request.GET.get("page"))
    context = {"run": found, "rows": run_rows(found.counts), "page": page}
    context |= {"reasons": found.rejects.by_reason(), "reason": request.GET.get("reason", "")}
    if before := run_before(found):
        fresh = new_rejects(found)
        shown = Reject.objects.filter(pk__in=fresh[:SHOWN])
        context |= {"before": before, "changes": count_changes(found, before)}
        context |= {"fresh": shown, "fresh_number": len(fresh)}
    return render(request, "legacy/run.html", context)


@require_safe
@administrators_only
def rejects(request, pk):
    """The rejected rows of one import as CSV."""
    found = get_object_or_404(Run, pk=pk)
    return _as_csv(found.rejects.iterator(), f"import-{pk}-rejects.csv")


@require_safe
@administrators_only
def trial_rejects(request, pk):
    """The first rows that an import would reject, of a dry run, as CSV."""
    found = get_object_or_404(Job, pk=pk, kind="dry run", state=Job.State.DONE)
    rows = (Reject(**one) for one in found.result.get("rejects", []))
    return _as_csv(rows, f"dry-run-{pk}-rejects.csv")


def _as_csv(rejects, name):
    writer = csv.writer(Echo())
    lines = (writer.writerow(cells(reject)) for reject in rejects)
    response = StreamingHttpResponse(
        (line for part in (("\ufeff" + writer.writerow(COLUMNS),), lines) for line in part),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, pk):
    """Says what taking an import back will do, and starts it."""
    found = get_object_or_404(Run.objects.select_related("map", "started_by"), pk=pk)
    try:
        check_undoable(pk)
    except BridgeError as error:
        context = {"run": found, "problem": error, "later": getattr(error, "later", None)}
        return render(request, "legacy/undo.html", context, status=409)
    if request.method == "POST":
        return start(request, "undo", run=pk)
    return render(request, "legacy/undo.html", {"run": found, "rows": undo_rows(found.counts)})
