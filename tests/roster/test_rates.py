"""The one definition of an attendance rate."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from roster.models import Reason, Status
from roster.rates import course_rates, student_rates
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    MarkFactory,
    PolicyFactory,
    status,
)

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 3, 2)


class Class:
    """One student in one course, to whom marks are given day after day."""

    def __init__(self, **stay):
        self.stay = EnrollmentFactory(**stay)
        self.course, self.student = self.stay.course, self.stay.student
        self.day = 0

    def mark(self, code, reason=None, minutes=None, **lesson):
        lesson = {"taken_at": timezone.now(), "units": 1} | lesson
        lesson.setdefault("date", FIRST + datetime.timedelta(days=self.day))
        self.day += 1
        made = LessonFactory(course=self.course, **lesson)
        chosen = status(code) if code else None
        values = {"status": chosen, "reason": reason, "minutes": minutes}
        return MarkFactory(lesson=made, student=self.student, **values)

    def rate(self, **options):
        return student_rates([self.student.pk], **options).get(self.student.pk)


def test_rate_of_nothing_is_none():
    assert Class().rate() is None


def test_rate_weighs_and_counts():
    one = Class()
    for code in ("present", "present", "late", "absent"):
        one.mark(code)
    rate = one.rate()
    assert (rate.attended, rate.counted, rate.percent) == (3, 4, Decimal("75.0"))
    assert rate.kinds == {"present": 2, "late": 1, "absent": 1}


def test_rate_leaves_out_what_is_not_counted():
    one = Class()
    one.mark("present")
    one.mark("excused")
    one.mark(None)
    one.mark("absent", taken_at=None)
    one.mark("absent", cancelled_at=timezone.now())
    assert (one.rate().counted, one.rate().percent) == (1, Decimal("100.0"))


def test_rate_leaves_out_days_outside_of_the_enrolment():
    one = Class(starts_on=FIRST + datetime.timedelta(days=1), ends_on=FIRST + datetime.timedelta(1))
    for code in ("absent", "present", "absent"):
        one.mark(code)
    assert one.rate().counted == 1


def test_rate_counts_units():
    one = Class()
    one.mark("present", units=2)
    one.mark("absent", units="0.50")
    assert (one.rate().attended, one.rate().counted, one.rate().percent) == (
        2,
        2.5,
        Decimal("80.0"),
    )


def test_rate_takes_one_for_every_three_lates():
    PolicyFactory(lates_per_absence=3)
    one = Class()
    for _ in range(7):
        one.mark("late")
    rate = one.rate()
    assert (rate.attended, rate.deduction, rate.percent) == (7, 2, Decimal("71.4"))


def test_rate_uses_the_policy_of_the_lessons_date():
    PolicyFactory(lates_per_absence=2, ends_on=FIRST + datetime.timedelta(days=1))
    one = Class()
    for _ in range(4):
        one.mark("late")
    assert one.rate().deduction == 1


def test_rate_uses_the_courses_own_policy_first():
    one = Class()
    PolicyFactory(absent_after=5)
    PolicyFactory(course=one.course, absent_after=30)
    one.mark("late", minutes=20)
    one.mark("late", minutes=31)
    assert one.rate().attended == 1


def test_rate_with_a_reason_that_counts_as_present():
    one = Class()
    reason = Reason.objects.create(
        status_set=one.course.status_set,
        code="r",
        name_ko="인정",
        name_en="R",
        counts_as_present=True,
    )
    one.mark("absent", reason=reason)
    assert one.rate().percent == Decimal("100.0")


def test_rate_never_falls_below_zero():
    PolicyFactory(lates_per_absence=1)
    Status.objects.filter(code="late").update(weight=0.5)
    one = Class()
    one.mark("late")
    assert one.rate().percent == Decimal("0.0")


def test_rate_between_dates():
    one = Class()
    for code in ("absent", "present", "absent"):
        one.mark(code)
    day = FIRST + datetime.timedelta(days=1)
    assert one.rate(first=day, last=day).percent == Decimal("100.0")


def test_course_rates_keep_courses_apart():
    one = Class()
    one.mark("present")
    other = CourseFactory()
    EnrollmentFactory(student=one.student, course=other)
    lesson = LessonFactory(course=other, taken_at=timezone.now())
    MarkFactory(lesson=lesson, student=one.student, status=status("absent"))
    rates = {course: rate.percent for course, rate in course_rates(one.student).items()}
    assert rates == {one.course.pk: Decimal("100.0"), other.pk: Decimal("0.0")}


def test_rates_are_one_query(django_assert_num_queries):
    for _ in range(3):
        Class().mark("present")
    with django_assert_num_queries(1):
        student_rates([1, 2, 3])
