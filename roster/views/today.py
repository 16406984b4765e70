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
from roster.services.agenda import is_running, lessons_of, missing_registers
from roster.views import asked

DAY = datetime.timedelta(days=1)
MISSING_DAYS = 7


@reads_primary
@require_safe
def today(request):
    """Lessons of one day, and registers missing in the week before today."""
    date, now = asked.date(request), timezone.localtime()
    is_today = date == current_day()
    own = request.GET.get("show") == "mine" or not request.user.sees_everything
    teacher = request.user if own else None
    lessons, earlier = lessons_of(date, teacher)
    held = [one for one in (*earlier, *lessons) if is_today and not one.is_cancelled]
    context = {
        "date": date,
        "is_today": is_today,
        "yesterday": date - DAY,
        "tomorrow": date + DAY,
        "own": own,
        "running": [one for one in held if is_running(one, now)],
        "lessons": lessons,
        "unlocks": UnlockRequest.objects.open().count() if request.user.edits_roster else 0,
        "script": waiting_config(request.user),
        "missing": missing_registers(MISSING_DAYS, teacher),
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
