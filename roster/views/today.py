"""The first page: what is on today, and which registers are missing."""

import datetime

from django.shortcuts import render
from django.views.decorators.http import require_safe

from roster.days import today as current_day
from roster.forms.script import waiting_config
from roster.models import Lesson, UnlockRequest
from roster.views import asked

DAY = datetime.timedelta(days=1)
MISSING_DAYS = 7
MOST_MISSING = 50


@require_safe
def today(request):
    """Lessons of one day, and registers missing in the week before today."""
    date, now = asked.date(request), current_day()
    own = request.GET.get("show") == "mine" or not request.user.sees_everything
    lessons = Lesson.objects.visible_to(request.user).select_related("course")
    if own:
        lessons = lessons.taught_by(request.user)
    untaken = lessons.untaken(now - MISSING_DAYS * DAY, now - DAY).with_progress()
    context = {
        "date": date,
        "is_today": date == now,
        "yesterday": date - DAY,
        "tomorrow": date + DAY,
        "own": own,
        "lessons": lessons.on(date).kept().with_progress(),
        "unlocks": UnlockRequest.objects.open().count() if request.user.edits_roster else 0,
        "script": waiting_config(request.user),
        "missing": untaken.latest_first()[:MOST_MISSING],
    }
    return render(request, "roster/today.html", context)
