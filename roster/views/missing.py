"""Registers that nobody has said are complete, across days."""

import datetime

from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roster.days import today
from roster.models import Lesson
from roster.views import asked

USUAL_DAYS = datetime.timedelta(days=30)


@require_safe
def missing(request):
    """Lessons that are over and not taken since a day, the latest first; for those who see
    everything also how many each teacher has, and those of one of them."""
    since = asked.date(request, "since") if request.GET.get("since") else today() - USUAL_DAYS
    lessons = Lesson.objects.visible_to(request.user).select_related("course")
    lessons = lessons.untaken(since, today()).over(timezone.localtime())
    teachers = lessons.by_teacher() if request.user.sees_everything else []
    teacher = _teacher(request)
    if teacher:
        lessons = lessons.of_teacher(teacher)
    context = {
        "since": since,
        "teachers": teachers,
        "teacher": teacher,
        "page": asked.page(request, lessons.with_progress().latest_first()),
    }
    return render(request, "roster/missing.html", context)


def _teacher(request):
    text = request.GET.get("teacher", "")
    if text and not (text.isdecimal() and len(text) <= 18):
        raise BadRequest(_("This is nobody."))
    return int(text) if text else None
