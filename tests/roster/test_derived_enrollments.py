"""Stays in a course that only imported marks speak of."""

import datetime

import pytest
from django.utils import timezone

from roster.importing import derived_enrollments
from roster.importing.derived_enrollments import Spans, derive_enrollments
from roster.models import Enrollment, Mark
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


def derive(run):
    """As the import with the number `run` does that has read every mark."""
    spans = Spans()
    spans.add(Mark.objects.values_list("student", "lesson__course", "lesson__date"))
    return derive_enrollments(run, spans.outside())


def derived():
    stays = Enrollment.objects.filter(source="derived").order_by("student", "starts_on")
    return list(stays.values_list("student", "starts_on", "ends_on", "import_run"))


def test_each_student_without_a_stay_gets_one(lessons, monkeypatch):
    monkeypatch.setattr(derived_enrollments, "STUDENTS", 2)
    students = [marked(lessons[first:]) for first in range(3)]
    marked(lessons, source="entered")
    assert derive(7) == 3
    assert derived() == [
        (student.pk, DAYS[first], DAYS[-1], 7) for first, student in enumerate(students)
    ]
    assert derive(8) == 0


def test_derived_stays_leave_out_the_days_of_one_that_is_there(lessons):
    student, course = marked(lessons), lessons[0].course
    factories.EnrollmentFactory(
        student=student, course=course, starts_on=DAYS[2], ends_on=DAYS[2], source="imported"
    )
    assert derive(7) == 2
    assert derived() == [(student.pk, *DAYS[:2], 7), (student.pk, *DAYS[3:], 7)]


def test_derived_stay_grows(lessons):
    student = marked(lessons[:2])
    derive(7)
    for lesson in lessons[2:]:
        factories.MarkFactory(lesson=lesson, student=student, source="imported")
    assert derive(8) == 1
    assert derived() == [(student.pk, DAYS[0], DAYS[-1], 7)]


def test_deriving_asks_the_same_for_any_number_of_students(lessons, django_assert_num_queries):
    students = [marked(lessons).pk for _ in range(5)]
    with django_assert_num_queries(3):
        derive_enrollments(7, students)


def test_only_students_with_marks_outside_of_a_stay_are_looked_at(lessons, monkeypatch):
    monkeypatch.setattr(derived_enrollments, "REMEMBERED", 2)
    course, (first, *_, last) = lessons[0].course, DAYS
    begins = ((None, None), (first, last), (first, None), (DAYS[1], None), (None, DAYS[-2]))
    students = [marked(lessons) for _ in (*begins, None)]
    for student, (starts_on, ends_on) in zip(students[:-1], begins, strict=True):
        factories.EnrollmentFactory(
            student=student, course=course, starts_on=starts_on, ends_on=ends_on
        )
    gone = marked(lessons)
    factories.EnrollmentFactory(student=gone, course=course, retired_at=timezone.now())
    spans = Spans()
    for lot in (lessons[3:], lessons[:1], lessons[1:3]):
        marks = Mark.objects.filter(lesson__in=lot)
        spans.add(marks.values_list("student", "lesson__course", "lesson__date"))
    assert spans.outside() == [one.pk for one in (*students[3:], gone)]
