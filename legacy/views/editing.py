"""Editing one part of the map in a form, with ten rows of what comes of it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from legacy import maps
from legacy.access import administrators_only
from legacy.editing import document
from legacy.editing.preview import preview_of
from legacy.forms.maps import MapTextForm
from legacy.forms.part import PartForm
from legacy.forms.parts import FORMATS
from legacy.models import Map
from legacy.targets import registry
from legacy.views.maps import saved


def _base(request, target):
    """(number, text) of the version that is being edited; raises Http404."""
    if target not in registry:
        raise Http404
    number = request.POST.get("base", "")
    if request.method == "POST" and number.isdecimal() and int(number):
        version = get_object_or_404(Map, pk=int(number))
    else:
        version = Map.objects.newest()
    if version is None:
        return 0, maps.empty()
    return version.pk, version.text


def _form(request, target, number, text):
    """The PartForm of what was posted, else of what stands in the map; raises Http404."""
    if request.method == "POST":
        return PartForm.of_post(target, request.POST, text)
    try:
        words = document.words_of(text, target, number)
    except IndexError:
        words = {}
    except (LookupError, ValueError):
        raise Http404 from None
    return PartForm.of_map(target, words, text)


def _context(form, draft, base, target, number):
    place = (target, number)
    return {
        "form": form,
        "preview": preview_of(draft, target, number) if draft else None,
        "base": base,
        "target": target,
        "number": number,
        "formats": FORMATS,
        "edit_url": reverse("legacy:source_edit", args=place),
        "look_url": reverse("legacy:source_look", args=place),
    }


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, target, number):
    """The form of one part; a number that is not there yet is a new part."""
    base, text = _base(request, target)
    form = _form(request, target, number, text)
    draft, status = form.draft(text, number), 200
    if request.method == "POST" and "look" not in request.POST:
        status = 400
        whole = MapTextForm({"text": draft, "base": base})
        if draft and whole.is_valid() and (version := whole.save(request.user)):
            return saved(request, version)
        form.problems += whole.non_field_errors() if draft else []
    context = _context(form, draft, base, target, number)
    return render(request, "legacy/part.html", context, status=status)


@administrators_only
@require_POST
def look(request, target, number):
    """What is in the form, looked at and not saved: the rows, or with `?form` the form, too."""
    base, text = _base(request, target)
    form = _form(request, target, number, text)
    context = _context(form, form.draft(text, number), base, target, number)
    name = "editor" if "form" in request.GET else "preview"
    return render(request, f"legacy/includes/{name}.html", context)


@administrators_only
@require_POST
def remove(request, target, number):
    """Takes a part out of the map, as a new version."""
    base, text = _base(request, target)
    try:
        form = PartForm.of_map(target, document.words_of(text, target, number), text)
    except (LookupError, ValueError):
        raise Http404 from None
    whole = MapTextForm({"text": document.without(text, target, number), "base": base})
    version = whole.save(request.user) if whole.is_valid() else None
    if version:
        return saved(request, version)
    form.problems += [message for messages in whole.errors.values() for message in messages]
    context = _context(form, None, base, target, number)
    return render(request, "legacy/part.html", context, status=400)
