"""The first page."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
EARLY, LATE = datetime.time(0, 0), datetime.time(23, 59)


def lesson_today(**fields):
    fields = {"date": timezone.localdate(), "starts_at": EARLY, "ends_at": None} | fields
    return factories.LessonFactory(**fields)


def test_today_shows_lessons_of_the_day_with_their_state(client, office):
    course = factories.course_with(2)
    taken = lesson_today(course=course, taken_at=timezone.now())
    missing = lesson_today(course=course, ends_at=EARLY)
    partly = lesson_today(course=course, starts_at=datetime.time(1))
    factories.MarkFactory(lesson=partly, student=course.enrollments.first().student)
    cancelled = lesson_today(course=course, starts_at=datetime.time(3), cancelled_at=timezone.now())
    planned = lesson_today(course=course, starts_at=datetime.time(4), ends_at=LATE)
    factories.LessonFactory(course=course, date=timezone.localdate() + DAY)
    lessons = client.get("/").context["lessons"]
    assert [(lesson.pk, lesson.state) for lesson in lessons] == [
        (taken.pk, "taken"),
        (missing.pk, "missing"),
        (partly.pk, "partly"),
        (cancelled.pk, "cancelled"),
        (planned.pk, "planned"),
    ]
    assert [(lesson.marked, lesson.expected) for lesson in lessons][2] == (1, 2)


def test_today_for_a_teacher_has_own_lessons_only(client, teacher):
    own = lesson_today()
    factories.CourseStaffFactory(course=own.course, user=teacher)
    lesson_today()
    assert list(client.get("/").context["lessons"]) == [own]


def test_today_for_the_office_can_be_narrowed_to_own_lessons(client, office):
    own, other = lesson_today(), lesson_today(starts_at=datetime.time(9))
    factories.CourseStaffFactory(course=own.course, user=office)
    assert list(client.get("/").context["lessons"]) == [own, other]
    assert list(client.get("/?show=mine").context["lessons"]) == [own]


def test_today_names_registers_missing_in_the_last_week(client, office):
    today = timezone.localdate()
    yesterday = factories.LessonFactory(date=today - DAY)
    week_ago = factories.LessonFactory(date=today - 7 * DAY)
    factories.LessonFactory(date=today - 8 * DAY)
    factories.LessonFactory(date=today - DAY, taken_at=timezone.now())
    factories.LessonFactory(date=today - DAY, cancelled_at=timezone.now())
    assert list(client.get("/").context["missing"]) == [yesterday, week_ago]


def test_today_of_another_date(client, office):
    lesson = factories.LessonFactory(date=datetime.date(2026, 3, 4))
    response = client.get("/?date=2026-03-04")
    assert list(response.context["lessons"]) == [lesson]
    assert response.context["is_today"] is False


@pytest.mark.parametrize("date", ["soon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_today_of_no_date_is_a_bad_request(client, office, date):
    assert client.get(f"/?date={date}").status_code == 400


def test_today_for_a_stranger_leads_to_the_door(client):
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/login/?next=/")


def test_today_by_post_is_refused(client, office):
    assert client.post("/").status_code == 405


def test_today_takes_as_many_queries_for_50_lessons_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 45):
        for _ in range(number):
            lesson_today(course=factories.course_with(1))
        with counted_queries() as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


SLOTS = {
    "before": (0, (15, 0), (15, 50)),
    "now": (0, (16, 0), (16, 50)),
    "after": (0, (17, 0), (17, 50)),
    "all day": (0, None, None),
    "through the night": (1, (23, 0), (16, 10)),
    "into the night": (0, (16, 0), (1, 0)),
    "yesterday": (1, (16, 0), (16, 50)),
}


def slot(course, today, ago, begins, ends):
    times = {"starts_at": begins, "ends_at": ends}
    times = {name: time and datetime.time(*time) for name, time in times.items()}
    date = today - datetime.timedelta(days=ago)
    return factories.LessonFactory(course=course, date=date, **times)


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Asia/Seoul", (2026, 11, 18)),
        ("Europe/Berlin", (2026, 3, 29)),
        ("Europe/Berlin", (2026, 10, 25)),
    ],
)
def test_today_begins_with_what_is_on_now(client, teacher, zone, now, monkeypatch):
    course = factories.CourseStaffFactory(user=teacher).course
    day = datetime.date(*now)
    lessons = {name: slot(course, day, *values) for name, values in SLOTS.items()}
    moment = datetime.datetime(*now, 16, 5, tzinfo=ZoneInfo(zone))
    monkeypatch.setattr(timezone, "localtime", lambda *given: moment)
    monkeypatch.setattr(timezone, "localdate", lambda *given: day)
    running = client.get("/").context["running"]
    expected = ("now", "through the night", "into the night")
    assert {lesson.pk for lesson in running} == {lessons[name].pk for name in expected}
    assert list(client.get(f"/?date={day - datetime.timedelta(days=1)}").context["running"]) == []


@pytest.mark.parametrize(("clock", "date"), [((23, 59), 17), ((0, 0), 18)])
def test_today_is_the_sites_day_at_midnight(client, teacher, clock, date, monkeypatch):
    moment = datetime.datetime(2026, 11, date, *clock, tzinfo=ZoneInfo("Asia/Seoul"))
    monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(datetime.UTC))
    assert client.get("/").context["date"] == datetime.date(2026, 11, date)


def test_next_class_is_the_teachers_next_one_of_the_day(client, teacher):
    first, second = (factories.CourseStaffFactory(user=teacher).course for _ in range(2))
    day = timezone.localdate()
    late = slot(first, day, 0, (17, 0), (17, 50))
    early = slot(second, day, 0, (9, 0), (9, 50))
    slot(factories.CourseFactory(), day, 0, (10, 0), (10, 50))
    cancelled = slot(first, day, 0, (11, 0), (11, 50))
    cancelled.cancelled_at = timezone.now()
    cancelled.save()
    following = reverse("roster:lesson_after", args=[early.pk])
    assert client.get(following).url == late.get_absolute_url()
    assert client.get(reverse("roster:lesson_after", args=[late.pk])).url == f"/?date={day}"


def test_next_class_of_another_teacher_does_not_exist(client, teacher):
    lesson = factories.LessonFactory()
    assert client.get(reverse("roster:lesson_after", args=[lesson.pk])).status_code == 404
