"""Where everybody in a course stands."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.days import today
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def url(course, query="range=all", name="course_rates"):
    return f"{reverse(f'roster:{name}', args=[course.pk])}?{query}"


def course_of(*marks, coming=0):
    """A course with a student for each of `marks`, texts of `p` and `x`, one a day until
    yesterday; `coming` lessons are still to be held."""
    course = factories.course_with(len(marks))
    codes = {"p": factories.status("present"), "x": factories.status("absent")}
    stays = course.enrollments.order_by("roll_number")
    for place in range(len(marks[0])):
        date = today() - DAY * (place + 1)
        lesson = factories.LessonFactory(course=course, date=date, taken_at=timezone.now())
        for stay, said in zip(stays, marks, strict=True):
            factories.MarkFactory(lesson=lesson, student=stay.student, status=codes[said[place]])
    for place in range(coming):
        factories.LessonFactory(course=course, date=today() + DAY * (place + 1))
    return course


def test_course_rates_say_who_is_at_risk(client, office):
    course = course_of("pppp", "pppx", "ppxx", "xxxx", coming=6)
    rows = client.get(url(course)).context["rows"]
    assert [(row.roll_number, row.rate.percent, row.rate.risk) for row in rows] == [
        (1, 100, ""),
        (2, 75, "below"),
        (3, 50, "below"),
        (4, 0, "lost"),
    ]
    response = client.get(url(course, "range=all&risk=1"))
    assert [row.roll_number for row in response.context["rows"]] == [2, 3, 4]


def test_course_rates_warn_before_the_minimum_is_out_of_reach(client, office):
    factories.PolicyFactory(minimum_rate=50)
    course = course_of("ppppxxx", coming=1)
    [row] = client.get(url(course)).context["rows"]
    assert (row.rate.is_below, row.rate.may_miss, row.rate.risk) == (False, 1, "")
    factories.PolicyFactory(minimum_rate=55, starts_on=today())
    [row] = client.get(url(course)).context["rows"]
    assert (row.rate.is_below, row.rate.risk) == (False, "near")


def test_course_rates_without_anybody_at_risk_say_so(client, office):
    response = client.get(url(course_of("pp"), "range=all&risk=1"))
    assert response.context["rows"] == []
    assert "위험한 학생이 없습니다." in response.content.decode()


def test_course_rates_as_a_file_hold_no_formula(client, office):
    course = course_of("px")
    student = course.enrollments.get().student
    student.name, student.number = "=김", "@1"
    student.save()
    response = client.get(url(course, name="course_rates_file"))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1]) == (2, "1,'@1,'=김,1.0,0,0,0,2.0,50.0,0.0,50.0,-0.6")


def test_course_rates_of_no_days_are_a_bad_request(client, office):
    assert client.get(url(course_of("p"), "week=never")).status_code == 400


def test_course_rates_of_another_teacher_are_not_there(client, teacher):
    course = course_of("p")
    assert client.get(url(course)).status_code == 404
    assert client.get(url(course, name="course_rates_file")).status_code == 404


def test_course_rates_take_as_many_queries_for_30_as_for_3(client, office, counted_queries):
    counts = []
    for number in (3, 30):
        course = course_of(*["px"] * number, coming=1)
        with counted_queries() as queries:
            client.get(url(course))
        counts.append(len(queries))
    assert counts[0] == counts[1]
