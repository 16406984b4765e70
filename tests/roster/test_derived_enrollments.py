"""Stays in a course that only imported marks speak of."""

import datetime

import pytest

from roster.importing import derived_enrollments
from roster.importing.derived_enrollments import derive_enrollments
from roster.models import Enrollment
from tests import factories

DAYS = [datetime.date(2025, 3, day) for day in range(3, 8)]


@pytest.fixture
def lessons(db):
    course = factories.CourseFactory()
    return [factories.LessonFactory(course=course, date=day) for day in DAYS]


def marked(lessons, source="imported"):
    """A student with a mark at each of `lessons`."""
    student = factories.StudentFactory()
    for lesson in lessons:
        factories.MarkFactory(lesson=lesson, student=student, source=source)
    return student


def derived():
    stays = Enrollment.objects.filter(source="derived").order_by("student", "starts_on")
    return list(stays.values_list("student", "starts_on", "ends_on", "import_run"))


def test_each_student_without_a_stay_gets_one(lessons, monkeypatch):
    monkeypatch.setattr(derived_enrollments, "STUDENTS", 2)
    students = [marked(lessons[first:]) for first in range(3)]
    marked(lessons, source="entered")
    assert derive_enrollments(7) == 3
    assert derived() == [
        (student.pk, DAYS[first], DAYS[-1], 7) for first, student in enumerate(students)
    ]
    assert derive_enrollments(8) == 0


def test_derived_stays_leave_out_the_days_of_one_that_is_there(lessons):
    student, course = marked(lessons), lessons[0].course
    factories.EnrollmentFactory(
        student=student, course=course, starts_on=DAYS[2], ends_on=DAYS[2], source="imported"
    )
    assert derive_enrollments(7) == 2
    assert derived() == [(student.pk, *DAYS[:2], 7), (student.pk, *DAYS[3:], 7)]


def test_derived_stay_grows(lessons):
    student = marked(lessons[:2])
    derive_enrollments(7)
    for lesson in lessons[2:]:
        factories.MarkFactory(lesson=lesson, student=student, source="imported")
    assert derive_enrollments(8) == 1
    assert derived() == [(student.pk, DAYS[0], DAYS[-1], 7)]


def test_deriving_asks_the_same_for_any_number_of_students(lessons, django_assert_num_queries):
    for _ in range(5):
        marked(lessons)
    with django_assert_num_queries(4):
        derive_enrollments(7)
