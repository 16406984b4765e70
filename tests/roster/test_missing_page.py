"""Registers that are missing, across days."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Lesson
from tests import factories

pytestmark = pytest.mark.django_db
URL = reverse("roster:missing")
DAY = datetime.timedelta(days=1)


def lesson(ago, course, **fields):
    return factories.LessonFactory(course=course, date=timezone.localdate() - ago * DAY, **fields)


def found(client, **asked):
    return [row.pk for row in client.get(URL, asked).context["page"]]


def test_missing_reaches_back_as_far_as_asked(client, teacher):
    course = factories.CourseStaffFactory(user=teacher).course
    yesterday, old = lesson(1, course), lesson(29, course)
    older = lesson(200, course)
    lesson(2, course, taken_at=timezone.now())
    lesson(3, course, cancelled_at=timezone.now())
    lesson(1, factories.CourseFactory())
    assert found(client) == [yesterday.pk, old.pk]
    assert found(client, since=str(older.date)) == [yesterday.pk, old.pk, older.pk]


def test_missing_shows_the_office_whose_they_are(client, office):
    busy = factories.CourseStaffFactory(user__name="김선생")
    free = factories.CourseStaffFactory(
        user__name="이선생", ends_on=timezone.localdate() - 10 * DAY
    )
    first, second, third = lesson(1, busy.course), lesson(2, busy.course), lesson(20, free.course)
    lesson(3, free.course)
    teachers = client.get(URL).context["teachers"]
    assert list(teachers) == [(busy.user_id, "김선생", 2), (free.user_id, "이선생", 1)]
    assert found(client, teacher=busy.user_id) == [first.pk, second.pk]
    assert found(client, teacher=free.user_id) == [third.pk]


@pytest.mark.parametrize(
    ("now", "times", "ago", "is_over"),
    [
        ((16, 49), (datetime.time(16), datetime.time(16, 50)), 0, False),
        ((16, 50), (datetime.time(16), datetime.time(16, 50)), 0, True),
        ((23, 59), (None, None), 0, False),
        ((0, 0), (None, None), 1, True),
        ((0, 29), (datetime.time(23), datetime.time(0, 30)), 1, False),
        ((0, 30), (datetime.time(23), datetime.time(0, 30)), 1, True),
        ((23, 59), (datetime.time(23), datetime.time(0, 30)), 0, False),
        ((0, 1), (datetime.time(9), datetime.time(10)), 1, True),
    ],
)
def test_lesson_is_over_when_its_end_has_passed(now, times, ago, is_over, monkeypatch):
    today = datetime.date(2026, 11, 18)
    moment = timezone.make_aware(datetime.datetime.combine(today, datetime.time(*now)))
    starts_at, ends_at = times
    made = factories.LessonFactory(date=today - ago * DAY, starts_at=starts_at, ends_at=ends_at)
    monkeypatch.setattr(timezone, "localtime", lambda: moment)
    assert made.is_over is is_over
    assert Lesson.objects.over(moment).exists() is is_over


@pytest.mark.parametrize("asked", [{"since": "soon"}, {"teacher": "me"}, {"teacher": "1" * 30}])
def test_missing_of_nonsense_is_a_bad_request(client, teacher, asked):
    assert client.get(URL, asked).status_code == 400


def test_missing_for_a_stranger_leads_to_the_door(client):
    assert client.get(URL).status_code == 302


def test_missing_takes_as_many_queries_for_20_as_for_2(client, office, counted_queries):
    counts = []
    for number in (2, 20):
        for ago in range(1, number):
            lesson(ago, factories.CourseStaffFactory().course)
        with counted_queries() as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_missing_registers_are_found_by_an_index_of_those_not_taken():
    factories.LessonFactory()
    plan = Lesson.objects.untaken(timezone.localdate() - 365 * DAY, timezone.localdate()).explain()
    assert "lesson_untaken" in plan
