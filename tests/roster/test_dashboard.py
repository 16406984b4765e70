"""Today at a glance, and the search over everything."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.days import today
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, SEARCH = reverse("roster:dashboard"), reverse("roster:search")


@pytest.fixture
def noon(monkeypatch):
    """It is noon of a Wednesday."""
    zone = timezone.get_current_timezone()
    now = datetime.datetime(2026, 11, 18, 12, tzinfo=zone)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def lesson(course, hour, minute=0, **fields):
    begins = datetime.time(hour, minute)
    ends = datetime.time(hour, minute + 50) if minute < 10 else datetime.time(hour + 1, 20)
    return factories.LessonFactory(
        course=course, date=today(), starts_at=begins, ends_at=ends, **fields
    )


def test_dashboard_names_who_is_missing_now_first(client, office, noon):
    course = factories.course_with(2)
    first, second = (stay.student for stay in course.enrollments.in_roll_order())
    absent, present = factories.status("absent"), factories.status("present")
    factories.ExcuseFactory(student=second, starts_on=today(), ends_on=today(), text="병원")
    factories.GuardianFactory(student=second, phone="010-7777-8888")
    going_on, earlier = lesson(course, 11, 30, taken_at=noon), lesson(course, 9, taken_at=noon)
    factories.MarkFactory(lesson=earlier, student=first, status=absent)
    factories.MarkFactory(lesson=earlier, student=second, status=present)
    factories.MarkFactory(lesson=going_on, student=second, status=absent)
    response = client.get(PAGE)
    found = response.context["dashboard"]
    assert [(mark.student, mark.is_now, mark.notice) for mark in found.away] == [
        (second, True, "병원"),
        (first, False, None),
    ]
    assert (found.taken, found.lessons, found.kinds) == (2, 2, {"absent": 2, "present": 1})
    assert "010-7777-8888" in response.content.decode()


def test_dashboard_names_registers_that_are_not_taken_yet(client, office, noon):
    course = factories.course_with(1)
    staff = factories.CourseStaffFactory(course=course)
    late, _coming = lesson(course, 9), lesson(course, 14)
    lesson(course, 10, taken_at=noon)
    lesson(course, 8, cancelled_at=noon)
    [found] = client.get(PAGE).context["dashboard"].open
    assert (found, found.teachers) == (late, [str(staff.user)])


def test_dashboard_compares_this_week_with_the_four_before(client, office, noon):
    course = factories.course_with(1)
    student = course.enrollments.get().student
    for days, code in ((0, "present"), (7, "absent"), (14, "present"), (40, "absent")):
        date = today() - datetime.timedelta(days=days)
        made = factories.LessonFactory(course=course, date=date, taken_at=noon)
        factories.MarkFactory(lesson=made, student=student, status=factories.status(code))
    found = client.get(PAGE).context["dashboard"]
    assert (found.now.percent, found.before.percent, len(found.weeks.lines)) == (100, 50, 3)


def test_dashboard_of_a_teacher_is_about_own_courses(client, teacher, noon):
    other = factories.course_with(1)
    student = other.enrollments.get().student
    made = lesson(other, 9)
    factories.MarkFactory(lesson=made, student=student, status=factories.status("absent"))
    found = client.get(PAGE).context["dashboard"]
    assert (found.lessons, found.open, found.away, found.weeks.lines) == (0, [], [], [])


def test_dashboard_takes_as_many_queries_for_30_as_for_3(client, office, counted_queries, noon):
    counts = []
    client.get(PAGE)  # at noon the session writes down that it was seen, once
    for number in (3, 30):
        course = factories.course_with(number)
        factories.CourseStaffFactory(course=course)
        made = lesson(course, 9)
        for stay in course.enrollments.all():
            factories.GuardianFactory(student=stay.student)
            status = factories.status("absent")
            factories.MarkFactory(lesson=made, student=stay.student, status=status)
        with counted_queries() as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("text", "students", "courses"),
    [
        ("ㄱㅁ", ["김민수"], []),
        ("ㅅㅎ", [], ["중등 수학 가반"]),
        ("0101", ["김민수"], []),
        ("수학", [], ["중등 수학 가반"]),
        ("민수", ["김민수"], []),
        ("없는", [], []),
        ("", [], []),
    ],
)
def test_search_finds_by_initials_name_and_end_of_number(client, office, text, students, courses):
    factories.StudentFactory(name="김민수", number="260101")
    factories.StudentFactory(name="박서연", number="260202")
    factories.CourseFactory(name="중등 수학 가반")
    factories.CourseFactory(name="수학 하반", archived_at=timezone.now())
    context = client.get(SEARCH, {"q": text}).context
    assert [one.name for one in context["students"]] == students
    assert [one.name for one in context["courses"]] == courses


def test_search_by_htmx_sends_what_was_found_only(client, office):
    factories.StudentFactory.create_batch(9, name="김민수")
    response = client.get(SEARCH, {"q": "ㄱㅁㅅ"}, headers={"HX-Request": "true"})
    assert (len(response.context["students"]), "HX-Request" in response.headers["Vary"]) == (
        8,
        True,
    )
    assert "<html" not in response.content.decode()


def test_search_of_a_teacher_finds_own_students_and_courses(client, teacher):
    own, other = factories.EnrollmentFactory(), factories.EnrollmentFactory()
    factories.CourseStaffFactory(course=own.course, user=teacher)
    for stay in (own, other):
        stay.student.name = stay.course.name = "하나"
        stay.student.save()
        stay.course.save()
    context = client.get(SEARCH, {"q": "하나"}).context
    assert (list(context["students"]), list(context["courses"])) == ([own.student], [own.course])


def test_search_shows_who_is_there_before_who_has_left(client, office):
    gone = factories.StudentFactory(name="가나다", is_active=False)
    there = factories.StudentFactory(name="가나라")
    factories.StudentFactory(name="가나마", merged_into=there)
    assert list(client.get(SEARCH, {"q": "가나"}).context["students"]) == [there, gone]
