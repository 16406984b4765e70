"""What is connected, what was understood of it, and the old row behind a row of the site."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from legacy import overview
from legacy.access import administrators_only
from legacy.forms.start import StartForm
from legacy.jobs import BRIDGE
from legacy.mapping import active_map
from legacy.models import Map, Run
from legacy.queue.jobs import has_worker, open_job
from legacy.source_models import models_are_old
from legacy.targets import registry


@require_safe
@administrators_only
def index(request):
    """What is connected, what was understood of it, and the imports so far."""
    context = {
        "connection": overview.connection(),
        "tables": overview.tables(),
        "models_file": overview.models_file(),
        "is_old": models_are_old(),
        "targets": overview.targets(active_map()),
        "runs": Run.objects.select_related("started_by")[:20],
        "newest": Map.objects.newest(),
        "start": StartForm(),
        "job": open_job(BRIDGE),
        "has_worker": has_worker(),
    }
    return render(request, "legacy/index.html", context)


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
