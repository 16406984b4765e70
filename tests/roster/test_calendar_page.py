"""Lessons by month and week, and the feed for calendar programs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests import factories

pytestmark = pytest.mark.django_db
URL = reverse("roster:calendar")
LINK = reverse("roster:calendar_link")


def shown(response):
    """`{date: [course names]}` of the days that have lessons."""
    days = [day for week in response.context["weeks"] for day in week]
    return {str(d.date): [lesson.course.name for lesson in d.lessons] for d in days if d.lessons}


def lesson(course, date, hour=16, **fields):
    day = datetime.date.fromisoformat(date)
    return factories.LessonFactory(
        course=course, date=day, starts_at=datetime.time(hour), ends_at=None, **fields
    )


@pytest.fixture
def own(teacher):
    return factories.CourseStaffFactory(user=teacher, course__name="가").course


def test_calendar_shows_the_month_in_whole_weeks(client, own):
    lesson(own, "2026-11-01", 17)
    lesson(own, "2026-11-01", 9)
    lesson(own, "2026-12-06")
    lesson(own, "2026-12-07")
    lesson(factories.CourseFactory(), "2026-11-02")
    response = client.get(URL, {"month": "2026-11"})
    assert shown(response) == {"2026-11-01": ["가", "가"], "2026-12-06": ["가"]}
    assert [len(week) for week in response.context["weeks"]] == [7] * 6


def test_calendar_shows_a_week_with_its_days_off(client, own):
    factories.HolidayFactory(
        date=datetime.date(2026, 12, 24), last_date=datetime.date(2026, 12, 31), name="방학"
    )
    lesson(own, "2026-12-26")
    response = client.get(URL, {"week": "2026-12-23"})
    (week,) = response.context["weeks"]
    names = [day.off for day in week]
    assert names == ["", "", "", "방학", "방학", "방학", "방학"]
    assert shown(response) == {"2026-12-26": ["가"]}


@pytest.mark.parametrize(
    ("asked", "counting"), [({"month": "2026-11"}, 0), ({"week": "2026-11-02"}, 1)]
)
def test_calendar_counts_marks_only_where_it_shows_states(
    client, own, counted_queries, asked, counting
):
    lesson(own, "2026-11-02")
    with counted_queries() as queries:
        assert shown(client.get(URL, asked)) == {"2026-11-02": ["가"]}
    assert sum("COUNT(" in one["sql"] for one in queries) == counting


def test_calendar_of_one_course_and_of_all_for_the_office(client, office):
    one, other = (factories.CourseFactory(name=name) for name in "가나")
    lesson(one, "2026-11-02")
    lesson(other, "2026-11-03")
    asked = {"month": "2026-11"}
    assert shown(client.get(URL, asked)) == {"2026-11-02": ["가"], "2026-11-03": ["나"]}
    assert shown(client.get(URL, asked | {"course": one.pk})) == {"2026-11-02": ["가"]}
    assert shown(client.get(URL, asked | {"show": "mine"})) == {}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"month": "soon"}, 400),
        ({"week": "x"}, 400),
        ({"course": "x"}, 404),
        ({"course": "1"}, 404),
    ],
)
def test_calendar_of_nonsense_is_refused(client, teacher, asked, status):
    assert client.get(URL, asked).status_code == status


def test_calendar_takes_as_many_queries_for_40_lessons_as_for_4(client, own, counted_queries):
    counts = []
    for number in (4, 40):
        for hour in range(number):
            lesson(own, "2026-11-02", hour % 24)
        with counted_queries() as queries:
            client.get(URL, {"month": "2026-11"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def events(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_feed_has_the_teachers_lessons_and_names_no_student(client, own):
    day = timezone.localdate()
    student = factories.EnrollmentFactory(course=own).student
    kept = factories.LessonFactory(
        course=own, date=day, starts_at=datetime.time(23), ends_at=datetime.time(0, 30)
    )
    whole_day = factories.LessonFactory(
        course=own, date=day, starts_at=None, ends_at=None, cancelled_at=timezone.now()
    )
    factories.LessonFactory(date=day)
    address = client.post(LINK).context["address"]
    client.logout()
    made = {str(event["uid"]): event for event in events(client, address)}
    assert set(made) == {f"lesson-{pk}@testserver" for pk in (kept.pk, whole_day.pk)}
    night = made[f"lesson-{kept.pk}@testserver"]
    assert (night["dtstart"].dt, night["dtend"].dt) == (kept.starts, kept.ends)
    assert night["dtend"].dt - night["dtstart"].dt == datetime.timedelta(minutes=90)
    assert made[f"lesson-{whole_day.pk}@testserver"]["dtstart"].dt == day
    assert made[f"lesson-{whole_day.pk}@testserver"]["status"] == "CANCELLED"
    assert student.name not in client.get(address).text


def test_feed_ends_when_it_is_revoked_renewed_or_its_owner_left(client, teacher):
    first = client.post(LINK).context["address"]
    second = client.post(LINK).context["address"]
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client.post(reverse("roster:calendar_revoke"))
    assert client.get(second).status_code == 404
    third = client.post(LINK).context["address"]
    teacher.is_active = False
    teacher.save()
    assert client.get(third).status_code == 404


def test_calendar_link_is_shown_once(client, teacher):
    address = client.post(LINK).context["address"]
    page = client.get(LINK)
    assert (page.context["address"], page.context["link"].user) == (None, teacher)
    assert address.rpartition("/")[2] not in page.text
