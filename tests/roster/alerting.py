"""Rules of alerts, and marks for them to find."""

import datetime

from django.utils import timezone

from roster.days import today
from roster.models import AlertRule
from tests import factories

DAY = datetime.timedelta(days=1)


def rule_of(kind, recipient="guardian", **fields):
    fields = {"starts_on": today() - 60 * DAY, "is_active": True} | fields
    return AlertRule.objects.create(kind=kind, recipient=recipient, **fields)


def mark(stay, days_ago=1, code="absent", **fields):
    lesson = factories.LessonFactory(
        course=stay.course, date=today() - days_ago * DAY, taken_at=timezone.now()
    )
    status = factories.status(code)
    return factories.MarkFactory(lesson=lesson, student=stay.student, status=status, **fields)
