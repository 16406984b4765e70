"""What the page of a lesson sends and asks for by itself: JSON in, JSON out.

Where nobody is signed in any more `accounts.doors` answers 401, and the page keeps what waits.
"""

import logging

from django.http import HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from legacy.replicas.routing import reads_primary
from roster.forms.autosave import Autosave, Unreadable
from roster.models import Lesson, Save
from roster.services.errors import Refused
from roster.services.marks import save_marks
from roster.services.states import stamp_of, state_of, states_of
from roster.views.access import status_of

logger = logging.getLogger(__name__)


@reads_primary
@ensure_csrf_cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_marks(request, pk):
    """The marks of a lesson; on POST saves some (`forms.autosave.Autosave`)."""
    if request.method != "POST":
        return _states(request, pk)
    try:
        sent = Autosave.read(request.body)
    except Unreadable as error:
        return _refused(request, {"error": str(error)}, error.status)
    if sent.user_id != request.user.pk:
        said = {"error": _("These marks are somebody else's."), "other": True}
        return _refused(request, said, 403)
    return _save(request, pk, sent)


def _states(request, pk):
    lesson = get_object_or_404(Lesson.objects.visible_to(request.user), pk=pk)
    tag = f'"{stamp_of(lesson)}-{request.user.pk}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    states = states_of(lesson)
    said = {"user": request.user.pk, "marks": states.marks, "taken": states.is_taken}
    return JsonResponse(said, headers={"ETag": tag})


def _save(request, pk, sent):
    try:
        saved = save_marks(
            Lesson(pk=pk),
            sent.entries,
            user=request.user,
            request_id=sent.request_id,
            origin=Save.Origin.BOOK if request.GET.get("from") == "book" else Save.Origin.PAGE,
            take=sent.take,
            if_markable=True,
        )
    except Refused as error:
        return _refused(request, _reasons(error), status_of(error))
    except Lesson.DoesNotExist:
        visible = Lesson.objects.visible_to(request.user).filter(pk=pk).exists()
        said = {"error": _("You may not mark this lesson.")}
        return _refused(request, said, 403 if visible else 404)
    marks = {student: state_of(mark) for student, mark in saved.marks.items()}
    return JsonResponse({"marks": marks, "taken": saved.taken_at is not None})


def _reasons(error):
    """Why nothing was saved, for the page: problems and other people's marks by student."""
    conflicts = {
        student: {
            "mark": state_of(conflict.mark),
            "by": str(conflict.by or "–"),
            "at": date_format(localtime(conflict.at), "SHORT_DATETIME_FORMAT"),
        }
        for student, conflict in getattr(error, "conflicts", {}).items()
    }
    return {
        "error": str(error),
        "problems": getattr(error, "errors", {}),
        "conflicts": conflicts,
    }


def _refused(request, said, status):
    if status != 409:
        logger.warning("%s by user %s: %s", request.path, request.user.pk, said["error"])
    return JsonResponse(said, status=status)
