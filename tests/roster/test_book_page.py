"""The month book."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def url(course, month="2026-11"):
    return f"{reverse('roster:book', args=[course.pk])}?month={month}"


def lesson_on(course, day, **fields):
    date = datetime.date(2026, 11, day)
    return factories.LessonFactory(course=course, date=date, taken_at=timezone.now(), **fields)


def test_book_has_a_row_per_student_and_a_column_per_lesson(client, office):
    course = factories.course_with(2)
    first, second = (stay.student for stay in course.enrollments.order_by("roll_number"))
    monday, tuesday = lesson_on(course, 2), lesson_on(course, 3)
    factories.LessonFactory(course=course, date=datetime.date(2026, 12, 1))
    factories.MarkFactory(lesson=monday, student=first)
    factories.MarkFactory(lesson=tuesday, student=first, status=factories.status("absent"))
    factories.MarkFactory(lesson=monday, student=second, status=factories.status("late"))
    sheet = client.get(url(course)).context["sheet"]
    symbols = [[cell.mark and cell.mark.status.symbol for cell in row.cells] for row in sheet.rows]
    assert sheet.lessons == [monday, tuesday]
    assert symbols == [["○", "×"], ["△", None]]
    assert [row.totals for row in sheet.rows] == [[1, 0, 0, 1, 0], [0, 1, 0, 0, 0]]
    assert [row.rate.percent for row in sheet.rows] == [50, 100]
    assert [(kind, numbers) for _, kind, numbers in sheet.totals] == [
        ("present", [1, 0]),
        ("late", [1, 0]),
        ("absent", [0, 1]),
    ]


def test_book_leaves_days_outside_of_a_stay_empty(client, office):
    course = factories.CourseFactory()
    stay = factories.EnrollmentFactory(course=course, starts_on=datetime.date(2026, 11, 3))
    lesson_on(course, 2), lesson_on(course, 3)
    [row] = client.get(url(course)).context["sheet"].rows
    assert (row.student, [cell.is_enrolled for cell in row.cells]) == (stay.student, [False, True])


def test_book_does_not_count_a_cancelled_lesson(client, office):
    course = factories.course_with(1)
    lesson = lesson_on(course, 2, cancelled_at=timezone.now())
    factories.MarkFactory(lesson=lesson, student=course.enrollments.get().student)
    sheet = client.get(url(course)).context["sheet"]
    assert (sheet.rows[0].totals, sheet.rows[0].rate.percent) == ([0, 0, 0, 0, 0], None)
    assert sheet.totals == []


def test_book_shows_somebody_with_marks_who_was_not_enrolled(client, office):
    course = factories.CourseFactory()
    mark = factories.MarkFactory(lesson=lesson_on(course, 2))
    [row] = client.get(url(course)).context["sheet"].rows
    assert (row.student, row.roll_number, row.cells[0].is_enrolled) == (mark.student, None, False)


def test_book_without_a_month_is_this_month(client, office):
    course = factories.CourseFactory()
    response = client.get(reverse("roster:book", args=[course.pk]))
    assert response.context["month"] == timezone.localdate().replace(day=1)


def test_book_leads_to_the_months_beside(client, office):
    context = client.get(url(factories.CourseFactory(), "2026-01")).context
    assert context["previous"] == datetime.date(2025, 12, 1)
    assert context["next"] == datetime.date(2026, 2, 1)


@pytest.mark.parametrize("month", ["2026-13", "november", "0001-01", "2026-11-02"])
def test_book_of_no_month_is_a_bad_request(client, office, month):
    assert client.get(url(factories.CourseFactory(), month)).status_code == 400


def test_book_for_a_stranger_leads_to_the_door(client):
    response = client.get(url(factories.CourseFactory()))
    assert (response.status_code, response.url.split("?")[0]) == (302, "/login/")


def test_book_takes_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 50):
        course = factories.course_with(number)
        lesson = lesson_on(course, 2)
        for stay in course.enrollments.all():
            factories.MarkFactory(lesson=lesson, student=stay.student)
        with counted_queries() as queries:
            client.get(url(course))
        counts.append(len(queries))
    assert counts[0] == counts[1]
