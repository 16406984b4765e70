"""Locks, enrolments and lessons from a schedule."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from roster.models import Enrollment, Lesson
from roster.services.enrollments import enroll, next_roll_number, roll, save_enrollment
from roster.services.errors import LessonChanged, LessonLocked
from roster.services.lessons import (
    cancel_lesson,
    generate_lessons,
    restore_lesson,
    update_lesson,
)
from roster.services.locks import is_locked, policy_on
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def day(text):
    return datetime.date.fromisoformat(text)


def test_policy_on_prefers_the_course_then_the_latest():
    course = factories.CourseFactory()
    factories.PolicyFactory(minimum_rate=1)
    factories.PolicyFactory(minimum_rate=2, starts_on=day("2026-09-01"))
    assert policy_on(course, day("2026-11-16")).minimum_rate == 2
    factories.PolicyFactory(minimum_rate=3, course=course)
    assert policy_on(course, day("2026-11-16")).minimum_rate == 3
    assert policy_on(factories.CourseFactory(), day("2026-08-31")).minimum_rate == 1


def test_policy_on_a_day_without_one_is_none():
    factories.PolicyFactory(ends_on=day("2026-01-01"))
    assert policy_on(factories.CourseFactory(), day("2026-11-16")) is None


@pytest.mark.parametrize(("ago", "locked"), [(3, False), (4, True)])
def test_is_locked_after_the_days_of_the_policy(ago, locked):
    factories.PolicyFactory(lock_after_days=3)
    lesson = factories.LessonFactory(date=timezone.localdate() - ago * DAY)
    assert is_locked(lesson) is locked


def test_is_locked_on_the_last_day_of_the_calendar_not():
    factories.PolicyFactory(lock_after_days=3)
    assert is_locked(factories.LessonFactory(date=datetime.date.max)) is False


def test_is_locked_without_a_limit_never():
    factories.PolicyFactory()
    assert is_locked(factories.LessonFactory(date=day("2001-01-01"))) is False


def test_is_locked_while_unlocked_not():
    factories.PolicyFactory(lock_after_days=0)
    soon = timezone.now() + DAY
    lesson = factories.LessonFactory(date=day("2020-01-01"), unlocked_until=soon)
    assert is_locked(lesson) is False
    assert is_locked(lesson, soon) is True


def test_roll_is_in_roll_order_and_of_that_day():
    course = factories.CourseFactory()
    for name, number, last in (
        ("나", 2, None),
        ("가", None, None),
        ("다", 1, None),
        ("라", 3, "2026-01-31"),
    ):
        factories.EnrollmentFactory(
            course=course, roll_number=number, student__name=name, ends_on=last and day(last)
        )
    names = [stay.student.name for stay in roll(course, day("2026-02-01"))]
    assert names == ["다", "나", "가"]


def test_save_enrollment_that_overlaps_is_refused():
    stay = factories.EnrollmentFactory(starts_on=day("2026-03-01"), ends_on=day("2026-08-31"))
    again = Enrollment(student=stay.student, course=stay.course, starts_on=day("2026-08-31"))
    with pytest.raises(ValidationError) as refused:
        save_enrollment(again)
    assert refused.value.code == "overlap"
    assert Enrollment.objects.count() == 1


def test_save_enrollment_that_comes_back_is_a_new_row():
    stay = factories.EnrollmentFactory(starts_on=day("2026-03-01"), ends_on=day("2026-08-31"))
    save_enrollment(
        Enrollment(student=stay.student, course=stay.course, starts_on=day("2026-09-01"))
    )
    assert Enrollment.objects.count() == 2


def test_save_enrollment_does_not_overlap_itself():
    stay = factories.EnrollmentFactory(starts_on=day("2026-03-01"))
    stay.ends_on = day("2026-05-01")
    save_enrollment(stay)
    assert Enrollment.objects.get().ends_on == day("2026-05-01")


def test_enroll_gives_roll_numbers_in_order():
    course = factories.course_with(2)
    new = factories.StudentFactory.create_batch(2)
    first = next_roll_number(course, day("2026-11-16"))
    enroll(course, new, day("2026-11-16"), first_number=first)
    numbers = [course.enrollments.get(student=student).roll_number for student in new]
    assert numbers == [3, 4]


def test_enroll_with_one_who_is_there_enrols_nobody():
    course = factories.course_with(1)
    there = course.enrollments.get().student
    with pytest.raises(ValidationError):
        enroll(course, [factories.StudentFactory(), there], day("2026-11-16"))
    assert course.enrollments.count() == 1


@pytest.fixture
def monday():
    return factories.ScheduleFactory(period=3, units=2)


def test_generate_lessons_skips_holidays(monday):
    factories.HolidayFactory(date=day("2026-09-28"), name="개교기념일")
    outcome = generate_lessons(monday.course, day("2026-09-20"), day("2026-10-12"))
    # 5 October 2026 stands in for National Foundation Day
    dates = list(Lesson.objects.order_by("date").values_list("date", flat=True))
    assert dates == [day("2026-09-21"), day("2026-10-12")]
    assert (outcome.made, outcome.existing) == (2, 0)
    assert outcome.holidays == {
        day("2026-09-28"): "개교기념일",
        day("2026-10-05"): "개천절 대체 휴일",
    }


def test_generate_lessons_on_a_holiday_with_lessons(monday):
    factories.HolidayFactory(date=day("2026-10-05"), name="보강", has_lessons=True)
    assert generate_lessons(monday.course, day("2026-10-05"), day("2026-10-05")).made == 1


def test_generate_lessons_twice_makes_nothing_twice(monday):
    generate_lessons(monday.course, day("2026-11-02"), day("2026-11-09"))
    outcome = generate_lessons(monday.course, day("2026-11-02"), day("2026-11-16"))
    assert (outcome.made, outcome.existing) == (1, 2)
    assert Lesson.objects.count() == 3


def test_generate_lessons_takes_what_the_schedule_says(monday):
    generate_lessons(monday.course, day("2026-11-02"), day("2026-11-02"))
    lesson = Lesson.objects.get()
    assert lesson.key == f"schedule:{monday.pk}:2026-11-02"
    assert (lesson.starts_at, lesson.ends_at) == (datetime.time(16), datetime.time(16, 50))
    assert (lesson.period, lesson.units) == (3, 2)


def test_generate_lessons_keeps_within_the_schedule(monday):
    monday.starts_on, monday.ends_on = day("2026-11-09"), day("2026-11-16")
    monday.save()
    assert generate_lessons(monday.course, day("2026-11-01"), day("2026-11-30")).made == 2


def test_generate_lessons_leaves_a_slot_that_has_a_lesson(monday):
    factories.LessonFactory(course=monday.course, date=day("2026-11-02"))
    outcome = generate_lessons(monday.course, day("2026-11-02"), day("2026-11-02"))
    assert (outcome.made, outcome.existing) == (0, 1)


def test_cancel_and_restore_lesson_bump_the_version():
    lesson = factories.LessonFactory()
    cancel_lesson(lesson)
    cancel_lesson(lesson)
    lesson.refresh_from_db()
    assert (lesson.is_cancelled, lesson.version) == (True, 2)
    restore_lesson(lesson)
    lesson.refresh_from_db()
    assert (lesson.is_cancelled, lesson.version) == (False, 3)


def test_cancel_lesson_that_is_locked_is_refused():
    factories.PolicyFactory(lock_after_days=0)
    lesson = factories.LessonFactory(date=day("2020-01-01"))
    with pytest.raises(LessonLocked):
        cancel_lesson(lesson)
    lesson.refresh_from_db()
    assert lesson.is_cancelled is False


def test_update_lesson_against_an_older_version_is_refused():
    lesson = factories.LessonFactory(topic="first")
    lesson.topic = "second"
    update_lesson(lesson, version=1)
    lesson.topic = "third"
    with pytest.raises(LessonChanged):
        update_lesson(lesson, version=1)
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.version) == ("second", 2)


def test_lessons_gone_from_the_old_database_are_kept_where_somebody_was_marked():
    gone = factories.LessonFactory(retired_at=timezone.now())
    marked = factories.LessonFactory(retired_at=timezone.now())
    factories.MarkFactory(lesson=marked)
    factories.MarkFactory(lesson=gone, status=None)
    there = factories.LessonFactory()
    assert set(Lesson.objects.kept()) == {marked, there}


def test_people_and_courses_gone_from_the_old_database_are_former():
    student = factories.StudentFactory(retired_at=timezone.now())
    course = factories.CourseFactory(retired_at=timezone.now())
    assert (student.is_former, course.is_former) == (True, True)
    assert list(type(student).objects.active()) == []
    assert list(type(course).objects.active()) == []
