"""The first page: what is on today, and which registers are missing."""

import datetime

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from legacy.replicas.routing import reads_primary
from roster.days import today as current_day
from roster.forms.script import waiting_config
from roster.models import Lesson, UnlockRequest
from roster.views import asked

DAY = datetime.timedelta(days=1)
MISSING_DAYS = 7
MOST_MISSING = 50


@reads_primary
@require_safe
def today(request):
    """Lessons of one day, and registers missing in the week before today."""
    date, now = asked.date(request), current_day()
    own = request.GET.get("show") == "mine" or not request.user.sees_everything
    lessons = Lesson.objects.taught_by(request.user) if own else Lesson.objects.all()
    lessons = lessons.current().select_related("course")
    running = lessons.running(timezone.localtime()).held().kept().in_order().with_progress()
    untaken = lessons.untaken(now - MISSING_DAYS * DAY, now - DAY).with_progress()
    context = {
        "date": date,
        "is_today": date == now,
        "yesterday": date - DAY,
        "tomorrow": date + DAY,
        "own": own,
        "running": running if date == now else [],
        "lessons": lessons.on(date).kept().with_progress(),
        "unlocks": UnlockRequest.objects.open().count() if request.user.edits_roster else 0,
        "script": waiting_config(request.user),
        "missing": untaken.latest_first()[:MOST_MISSING],
    }
    return render(request, "roster/today.html", context)


@require_safe
def lesson_after(request, pk):
    """Leads to the same teacher's next lesson of the day, or to the day after the last one."""
    visible = Lesson.objects.visible_to(request.user)
    lesson = get_object_or_404(visible, pk=pk)
    own = visible.taught_by(request.user)
    lessons = own if own.filter(pk=pk).exists() else visible.filter(course=lesson.course_id)
    day = list(lessons.on(lesson.date).held().kept())
    places = [one.pk for one in day]
    following = day[places.index(pk) + 1 :] if pk in places else []
    if following:
        return redirect(following[0])
    return redirect(f"{reverse('roster:today')}?date={lesson.date}")
