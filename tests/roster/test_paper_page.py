"""The book on paper."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def url(course, query="month=2026-11"):
    return f"{reverse('roster:book_print', args=[course.pk])}?{query}"


def make_lessons(course, days, periods=1):
    for day in range(1, days + 1):
        for period in range(1, periods + 1):
            date = datetime.date(2026, 11, day)
            factories.LessonFactory(course=course, date=date, period=period)


def cells(response):
    """The text of the first student's cells."""
    row = response.content.decode().split("<tbody>")[1].split("</tr>")[0]
    return [cell.split("</td>")[0] for cell in row.split("</th>")[1].split("<td>")[1:]]


def test_paper_of_40_by_30_is_one_page(client, office):
    course = factories.course_with(40)
    make_lessons(course, 30)
    [page] = client.get(url(course)).context["pages"]
    assert (len(page.rows), len(page.lessons), page.has_rates, page.has_totals) == (
        *(40, 30),
        *(True, True),
    )


def test_paper_keeps_a_day_together_and_counts_its_pages(client, office):
    course = factories.course_with(41)
    make_lessons(course, 12, periods=3)
    pages = client.get(url(course)).context["pages"]
    shape = [(page.number, len(page.rows), len(page.lessons)) for page in pages]
    assert shape == [(1, 40, 30), (2, 40, 6), (3, 1, 30), (4, 1, 6)]
    assert [(page.has_rates, page.has_totals) for page in pages] == [
        *((False, False), (True, False), (False, True), (True, True))
    ]


def test_paper_names_course_term_and_those_who_taught_then(client, office):
    course = factories.course_with(1, name="중2 수학", term=factories.TermFactory())
    make_lessons(course, 1)
    taught = {"course": course, "user__name": "김선생"}
    factories.CourseStaffFactory(**taught, ends_on=datetime.date(2026, 11, 5))
    factories.CourseStaffFactory(course=course, starts_on=datetime.date(2026, 12, 1))
    response = client.get(url(course, "month=2026-11&sign=담임,교감"))
    assert [one.user.name for one in response.context["staff"]] == ["김선생"]
    assert response.context["form"].boxes == ["담임", "교감"]
    assert "2026-2 · 담당: 김선생" in response.content.decode()


def test_paper_leaves_room_for_a_hand_or_present_blank(client, office):
    course = factories.course_with(1)
    make_lessons(course, 3)
    tomorrow = max(timezone.localdate(), datetime.date(2026, 11, 3)) + datetime.timedelta(days=1)
    factories.LessonFactory(course=course, date=tomorrow)
    course.lessons.filter(date__day__lt=4).update(taken_at=timezone.now())
    present, late, *_ = course.lessons.order_by("date")
    student = course.enrollments.get().student
    factories.MarkFactory(lesson=present, student=student)
    factories.MarkFactory(lesson=late, student=student, status=factories.status("late"))
    days = f"from=2026-11-01&to={tomorrow}"
    assert cells(client.get(url(course, days)))[:4] == ["○", "△", "", ""]
    assert cells(client.get(url(course, f"{days}&blank=on")))[:4] == ["", "△", "·", ""]


def test_paper_with_too_long_a_signature_is_refused(client, office):
    response = client.get(url(factories.CourseFactory(), f"sign={'가' * 81}"))
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["sign"])


def test_paper_of_another_teacher_is_not_there(client, teacher):
    assert client.get(url(factories.course_with(1))).status_code == 404


def test_paper_takes_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 50):
        course = factories.course_with(number, term=factories.TermFactory())
        factories.CourseStaffFactory.create_batch(number // 5, course=course)
        lesson = factories.LessonFactory(course=course, taken_at=timezone.now())
        for stay in course.enrollments.all():
            factories.MarkFactory(lesson=lesson, student=stay.student)
        with counted_queries() as queries:
            client.get(url(course))
        counts.append(len(queries))
    assert counts[0] == counts[1]
