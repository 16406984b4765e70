"""Work that was started on a page: its progress, and stopping it."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legacy import maps
from legacy.access import administrators_only
from legacy.forms.start import StartForm
from legacy.jobs import BRIDGE
from legacy.models import Job, Map
from legacy.progress import counted, progress_of, undone
from legacy.queue.jobs import Busy, cancel, enqueue, open_job
from legacy.queue.kinds import all_kinds
from legacy.running import alive_run

JSON = "application/json"


def wants_json(request):
    """Whether a program asks, and not a page."""
    return request.get_preferred_type(["text/html", JSON]) == JSON


def start(request, kind, **arguments):
    """Puts a job into the queue, and leads to its progress; 409 while another job, or a command, is
    at it."""
    slot = all_kinds()[kind].slot
    if slot == BRIDGE and open_job(slot) is None and (run := alive_run()):
        return _refused_by_command(request, run)
    try:
        job = enqueue(kind, request.user, **arguments)
    except Busy as busy:
        return _refused(request, busy.job)
    return accepted(request, reverse("legacy:job", args=(job.pk,)))


def accepted(request, where):
    """202 with the URL of the progress for programs and htmx; a redirect to it for forms."""
    if wants_json(request) or request.htmx:
        headers = {"Location": where, "HX-Redirect": where}
        return JsonResponse({"progress": where}, status=202, headers=headers)
    return redirect(where)


def _refused(request, other):
    said = _("Something else is running: this was not started.")
    if wants_json(request):
        where = reverse("legacy:job", args=(other.pk,))
        return JsonResponse({"error": said, "progress": where}, status=409)
    return render(request, "legacy/job.html", _context(other) | {"refused": said}, status=409)


def _refused_by_command(request, run):
    said = _("Import %(run)s is running: this was not started.") % {"run": run}
    where = reverse("legacy:run", args=(run.pk,))
    if wants_json(request):
        return JsonResponse({"error": said, "progress": where}, status=409)
    return render(request, "legacy/busy.html", {"said": said, "run": run}, status=409)


def _context(job):
    newest, suggestion = Map.objects.newest(), job.result.get("map", "")
    return {
        "newest": newest,
        "suggestion": suggestion,
        "lines": maps.difference(newest.text if newest else "", suggestion) if suggestion else [],
        "job": job,
        "progress": progress_of(job),
        "runs": list(job.runs.order_by("pk")),
        "rows": counted(job),
        "undone": undone(job),
    }


@administrators_only
@require_POST
def start_import(request):
    """Starts an import, or a dry run, by the newest map."""
    form, newest = StartForm(request.POST), Map.objects.newest()
    if newest is None or not form.is_valid():
        return render(request, "400.html", status=400)
    kind = form.cleaned_data.pop("kind")
    return start(request, kind, map=newest.pk, **form.cleaned_data)


@require_safe
@administrators_only
@never_cache
def job(request, pk):
    """How far a job is, and when it has ended, what came of it. JSON for programs."""
    found = get_object_or_404(Job.objects.select_related("created_by", "worker"), pk=pk)
    if wants_json(request):
        response = JsonResponse(progress_of(found))
    else:
        response = render(request, "legacy/job.html", _context(found))
    patch_vary_headers(response, ("Accept",))
    return response


@administrators_only
@require_POST
def job_cancel(request, pk):
    """Asks that a job stops; what it has done so far stays."""
    found = get_object_or_404(Job, pk=pk)
    if found.is_open:
        cancel(found)
        messages.info(request, _("It stops at the next opportunity."))
    return redirect("legacy:job", pk=pk)
