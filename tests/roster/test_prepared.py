"""Queries that are put into SQL once."""

import datetime

import pytest
from django.db.models import BigIntegerField, DateField

from roster.models import Enrollment, Lesson
from roster.querysets.prepared import Given, Prepared
from roster.services.opened import lesson_for
from tests import factories

pytestmark = pytest.mark.django_db

FIELDS = ("pk", "date", "starts_at", "taken_at", "units")
ON_A_DAY = Prepared(
    lambda: (
        Lesson.objects.filter(course=Given("course", BigIntegerField()))
        .until(Given("date", DateField()))
        .in_order()
        .values_list(*FIELDS)
    )
)


def test_prepared_query_answers_as_the_queryset_does_for_each_value():
    course, other = factories.CourseFactory(), factories.CourseFactory()
    days = [datetime.date(2026, 11, day) for day in (2, 3, 4)]
    for day in days:
        factories.LessonFactory(course=course, date=day)
        factories.LessonFactory(course=other, date=day)
    for asked, date in ((course, days[1]), (other, days[2]), (course, datetime.date(2020, 1, 1))):
        said = Lesson.objects.filter(course=asked).until(date).in_order().values_list(*FIELDS)
        assert ON_A_DAY.rows(course=asked.pk, date=date) == list(said)


def test_prepared_query_is_put_into_sql_once():
    built = []

    def build():
        built.append(1)
        return Enrollment.objects.filter(course=Given("course", BigIntegerField())).values_list(
            "pk"
        )

    prepared = Prepared(build)
    stay = factories.EnrollmentFactory()
    assert prepared.rows(course=stay.course_id) == [(stay.pk,)]
    assert prepared.rows(course=stay.course_id + 1) == []
    assert len(built) == 1


def test_prepared_query_without_one_of_its_values_is_a_mistake():
    with pytest.raises(KeyError):
        ON_A_DAY.rows(course=1)


def test_lesson_for_a_teacher_is_what_is_taught_today(teacher):
    own, other = factories.LessonFactory(), factories.LessonFactory()
    factories.CourseStaffFactory(course=own.course, user=teacher)
    found = lesson_for(teacher, own.pk)
    assert (found, found.course, found.taken_by) == (own, own.course, None)
    for pk in (other.pk, 2**63 - 1, 2**63):
        with pytest.raises(Lesson.DoesNotExist):
            lesson_for(teacher, pk)


def test_lesson_for_the_office_knows_its_course_and_who_took_it(office):
    lesson = factories.LessonFactory(taken_by=office)
    found = lesson_for(office, lesson.pk)
    assert (found.taken_by.name, found.course.name) == (office.name, lesson.course.name)
    assert found.course.status_set == lesson.course.status_set
    assert found.starts == lesson.starts
