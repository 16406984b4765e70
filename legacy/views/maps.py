"""The map: its newest version as a text, older versions, and files."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legacy import maps
from legacy.access import administrators_only
from legacy.editing.document import described
from legacy.forms.maps import MapFileForm, MapTextForm
from legacy.models import Job, Map
from legacy.queue.jobs import open_job
from legacy.views.jobs import start

PER_PAGE = 50


def _number(version):
    return version.pk if version else 0


def _page(request, newest, text=None, file=None, status=200):
    start_with = {"base": _number(newest), "text": newest.text if newest else maps.empty()}
    context = {
        "newest": newest,
        "parts": described(newest.text if newest else ""),
        "text": text or MapTextForm(initial=start_with),
        "file": file or MapFileForm(initial=start_with, auto_id="upload_%s"),
        "job": open_job("understand"),
    }
    return render(request, "legacy/map.html", context, status=status)


def saved(request, version):
    """Says that a version was saved, and goes on to the map."""
    messages.success(request, _("Saved as version %(number)s.") % {"number": version.pk})
    return redirect("legacy:map")


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def map_text(request):
    """The newest version, and the form to write another one."""
    newest = Map.objects.select_related("created_by").newest()
    if request.method != "POST":
        return _page(request, newest)
    form = MapTextForm(request.POST)
    version = form.save(request.user) if form.is_valid() else None
    return saved(request, version) if version else _page(request, newest, text=form, status=400)


@administrators_only
@require_POST
def map_upload(request):
    """Takes a file as the newest version."""
    form = MapFileForm(request.POST, request.FILES, auto_id="upload_%s")
    version = form.save(request.user) if form.is_valid() else None
    if version:
        return saved(request, version)
    return _page(request, Map.objects.newest(), file=form, status=400)


@require_safe
@administrators_only
def versions(request):
    """Every version, the newest first: who, and when."""
    page = Paginator(Map.objects.defer("text").select_related("created_by"), PER_PAGE)
    return render(
        request, "legacy/map_versions.html", {"page": page.get_page(request.GET.get("page"))}
    )


@require_safe
@administrators_only
def version(request, pk):
    """One version, and what differs from the one before it."""
    found = get_object_or_404(Map.objects.select_related("created_by"), pk=pk)
    before, newest = Map.objects.before(found), Map.objects.newest()
    context = {
        "version": found,
        "before": before,
        "newest": newest,
        "lines": maps.difference(before.text, found.text) if before else [],
    }
    return render(request, "legacy/map_version.html", context)


@require_safe
@administrators_only
def download(request, pk):
    """One version as a file."""
    found = get_object_or_404(Map, pk=pk)
    response = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="legacy-{pk}.toml"'
    return response


@administrators_only
@require_POST
def restore(request, pk):
    """Makes an older version the newest again."""
    form = MapTextForm({"text": get_object_or_404(Map, pk=pk).text, **request.POST.dict()})
    made = form.save(request.user) if form.is_valid() else None
    if made:
        return saved(request, made)
    return _page(request, Map.objects.newest(), text=form, status=400)


@administrators_only
@require_POST
def understand(request):
    """Has the old database looked at again; what comes of it is a suggestion."""
    return start(request, "understand")


@administrators_only
@require_POST
def take_suggestion(request, pk):
    """Saves what a look at the old database has suggested as the newest version."""
    job = get_object_or_404(Job, pk=pk, kind="understand", state=Job.State.DONE)
    form = MapTextForm({"text": job.result["map"], "base": request.POST.get("base")})
    made = form.save(request.user) if form.is_valid() else None
    if made:
        return saved(request, made)
    return _page(request, Map.objects.newest(), text=form, status=400)
