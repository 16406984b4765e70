"""The pages about the old database."""

import csv

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from legacy import overview
from legacy.access import administrators_only
from legacy.mapping import active_map
from legacy.models import Run
from legacy.rejects import COLUMNS, cells
from legacy.spreadsheets import Echo
from legacy.summary import run_rows
from legacy.targets import registry

PER_PAGE = 50


@require_safe
@administrators_only
def index(request):
    """What is connected, what was understood of it, and the imports so far."""
    context = {
        "connection": overview.connection(),
        "tables": overview.tables(),
        "models_file": overview.models_file(),
        "targets": overview.targets(active_map()),
        "runs": Run.objects.select_related("started_by")[:20],
    }
    return render(request, "legacy/index.html", context)


@require_safe
@administrators_only
def run(request, pk):
    """One import: its counts by target, and the rows it could not take."""
    found = get_object_or_404(Run.objects.select_related("map", "started_by"), pk=pk)
    rejects = found.rejects.with_reason(request.GET.get("reason", ""))
    page = Paginator(rejects, PER_PAGE).get_page(request.GET.get("page"))
    context = {"run": found, "rows": run_rows(found.counts), "page": page}
    context |= {"reasons": found.rejects.by_reason(), "reason": request.GET.get("reason", "")}
    return render(request, "legacy/run.html", context)


@require_safe
@administrators_only
def rejects(request, pk):
    """The rejected rows of one import as CSV."""
    found = get_object_or_404(Run, pk=pk)
    writer = csv.writer(Echo())
    lines = (writer.writerow(cells(reject)) for reject in found.rejects.iterator())
    response = StreamingHttpResponse(
        (line for part in (("\ufeff" + writer.writerow(COLUMNS),), lines) for line in part),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="import-{pk}-rejects.csv"'
    return response


@require_safe
@administrators_only
def row(request, target, pk):
    """The old row behind one row of the site."""
    if target not in registry:
        raise Http404
    declared = registry[target]
    instance = get_object_or_404(declared.model, pk=pk)
    old = overview.old_row_of(instance, declared, active_map()) if instance.legacy_ref else None
    context = {"instance": instance, "target": target, "old": old}
    return render(request, "legacy/row.html", context)
