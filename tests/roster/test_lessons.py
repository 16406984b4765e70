"""What a lesson says of itself."""

import datetime

import pytest
from django.utils import timezone

from tests import factories

YESTERDAY, TODAY = datetime.date(2026, 11, 23), datetime.date(2026, 11, 24)
NIGHT = {"starts_at": datetime.time(23), "ends_at": datetime.time(0, 50)}
EVENING = {"starts_at": datetime.time(20), "ends_at": datetime.time(20, 50)}


@pytest.mark.parametrize(
    ("times", "date", "now", "is_over"),
    [
        (EVENING, TODAY, (20, 49), False),
        (EVENING, TODAY, (20, 50), True),
        (EVENING, YESTERDAY, (0, 0), True),
        (NIGHT, TODAY, (3, 0), False),
        (NIGHT, TODAY, (23, 30), False),
        (NIGHT, YESTERDAY, (0, 30), False),
        (NIGHT, YESTERDAY, (0, 50), True),
        ({}, TODAY, (23, 59), False),
        ({}, YESTERDAY, (0, 0), True),
    ],
)
def test_lesson_is_over_after_its_end(times, date, now, is_over, monkeypatch):
    moment = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(*now)))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    times = {"starts_at": None, "ends_at": None} | times
    lesson = factories.LessonFactory.build(course=None, date=date, **times)
    assert lesson.is_over is is_over
