"""The page on which attendance is taken."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from legacy.replicas.routing import reads_primary
from roster.forms.register import RegisterForms
from roster.forms.script import script_config
from roster.models import Lesson
from roster.services.errors import LessonCancelled, LessonLocked, Refused
from roster.services.locks import is_locked
from roster.services.opened import lesson_for
from roster.views.access import status_of
from roster.views.compressed import compressed


@reads_primary
@compressed
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request, pk):
    """Shows a lesson's register and, on POST, saves it."""
    lesson = _find(request.user, pk)
    if request.method != "POST":
        return _page(request, lesson, RegisterForms(lesson))
    if not request.user.takes_attendance:
        raise PermissionDenied
    forms = RegisterForms(lesson, request.POST)
    if request.POST.get("action") == "fill_present":
        return _page(request, lesson, forms.filled())
    if not forms.is_valid():
        return _page(request, lesson, forms, status=400)
    try:
        saved = forms.save(request.user)
    except Refused as error:
        return _refused(request, forms, error)
    messages.success(request, _said(saved))
    return redirect(lesson)


@login_not_required
@require_safe
def offline_worker(request):
    """The script that shows a register while there is no connection; its address is above those
    of the lessons, because a browser lets it see only what is below."""
    return render(request, "roster/offline.js", content_type="text/javascript; charset=utf-8")


def _find(user, pk):
    try:
        return lesson_for(user, pk)
    except Lesson.DoesNotExist:
        raise Http404 from None


def _refused(request, forms, error):
    lesson = _find(request.user, forms.lesson.pk)
    if isinstance(error, LessonCancelled | LessonLocked):
        forms = RegisterForms(lesson)
    else:
        forms = forms.after_refusal(lesson, error)
    return _page(request, lesson, forms, status=status_of(error), error=error)


def _page(request, lesson, forms, status=200, error=None):
    locked = is_locked(lesson)
    editable = request.user.takes_attendance and not locked and not lesson.is_cancelled
    context = {
        "lesson": lesson,
        "course": lesson.course,
        "forms": forms,
        "error": error,
        "locked": locked,
        "editable": editable,
        "script": script_config(forms, request.user) if editable else None,
    }
    page = render(request, "roster/lesson.html", context, status=status)
    page.headers["X-Kept-For"] = str(request.user.pk)  # whose copy a browser keeps while offline
    return page


def _said(saved):
    """One sentence about what was saved."""
    if saved.repeated:
        return _("This was saved already.")
    if not saved.changed:
        return _("Nothing had changed.")
    said = ngettext("Saved: %(n)d mark", "Saved: %(n)d marks", saved.changed) % {"n": saved.changed}
    if saved.blank:
        left = ngettext("%(n)d student is blank", "%(n)d students are blank", saved.blank)
        said = f"{said} · {left % {'n': saved.blank}}"
    return said
