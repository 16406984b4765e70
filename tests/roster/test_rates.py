"""The one definition of an attendance rate."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from roster.days import today
from roster.explained import explained
from roster.models import Enrollment, Mark, Policy, Reason, Status
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
FIRST = datetime.date(2020, 3, 2)


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


def test_rates_are_three_queries(django_assert_num_queries):
    for _ in range(3):
        Class().mark("present")
    with django_assert_num_queries(3):
        student_rates([1, 2, 3])


def test_rate_counts_a_few_minutes_as_present_and_not_as_late():
    PolicyFactory(grace_minutes=5, lates_per_absence=1)
    Status.objects.filter(code__in=("late", "left_early")).update(weight=0.5)
    one = Class()
    one.mark("late", minutes=5)
    one.mark("left_early", minutes=5)
    assert (one.rate().attended, one.rate().lates, one.rate().deduction) == (2, 0, 0)
    one.mark("late", minutes=6)
    assert (one.rate().attended, one.rate().lates, one.rate().deduction) == (2.5, 1, 1)


def test_rate_counts_who_leaves_too_early_as_absent_once():
    PolicyFactory(absent_after=30, leaves_per_absence=2)
    one = Class()
    for minutes in (31, 30, 10, 10):
        one.mark("left_early", minutes=minutes)
    rate = one.rate()
    assert (rate.attended, rate.leaves, rate.deduction, rate.reached) == (3, 3, 1, 2)


def test_rate_says_what_is_still_reachable_and_may_be_missed():
    PolicyFactory(minimum_rate=70)
    one = Class()
    for code in ("present", "absent", "absent"):
        one.mark(code)
    for day in range(7):
        one.mark(None, taken_at=None, date=today() + datetime.timedelta(days=day))
    rate = one.rate()
    assert (rate.percent, rate.to_come, rate.best) == (Decimal("33.3"), 7, Decimal("80.0"))
    assert (rate.may_miss, rate.is_below, rate.is_lost) == (1, True, False)
    one.mark("absent")
    one.mark("absent")
    assert (one.rate().best, one.rate().is_lost) == (Decimal("66.7"), True)


def test_rate_leaves_out_lessons_to_come_that_are_not_the_students():
    one = Class(ends_on=today())
    day = datetime.timedelta(days=1)
    one.mark(None, taken_at=None, date=today())
    one.mark(None, taken_at=None, date=today() + day)
    one.mark(None, taken_at=None, date=today(), cancelled_at=timezone.now())
    assert one.rate().to_come == 1


def test_rate_on_the_basis_of_planned_lessons():
    PolicyFactory(basis=Policy.Basis.PLANNED)
    one = Class()
    one.mark("present")
    for day in range(3):
        one.mark(None, taken_at=None, date=today() + datetime.timedelta(days=day))
    assert (one.rate().percent, one.rate().total) == (Decimal("25.0"), 4)
    [same] = course_rates(one.student).values()
    assert same == one.rate(course=one.course)


def test_explanation_adds_up_to_the_rate_and_says_why():
    PolicyFactory(grace_minutes=3, absent_after=20)
    one = Class(starts_on=FIRST + datetime.timedelta(days=1))
    one.mark("present")  # before the first day
    for code, minutes in (("present", None), ("late", 3), ("late", 21), ("absent", None)):
        one.mark(code, minutes=minutes, units="1.50")
    one.mark("excused")
    one.mark(None)
    one.mark("absent", cancelled_at=timezone.now())
    one.mark("absent", taken_at=None)
    with translation.override("en"):
        explanation = explained(one.course, one.student)
    assert [(line.weight, line.why) for line in explanation.lines] == [
        (None, "not enrolled on this day"),
        (1, ""),
        (1, "counts as present: 3 minutes are within the grace"),
        (0, "counts as absent: 21 minutes are too many"),
        (0, ""),
        (None, "this status is not counted"),
        (None, "not marked"),
        (None, "cancelled"),
        (None, "register not taken"),
    ]
    counted = [line for line in explanation.lines if line.weight is not None]
    assert sum(line.attended for line in counted) == explanation.rate.attended == 3
    assert sum(line.lesson.units for line in counted) == explanation.rate.counted == 6


def test_rate_page_shows_the_lessons_behind_the_rate(client, office, counted_queries):
    one = Class()
    counts = []
    for number in (1, 10):
        for _ in range(number):
            one.mark("present")
        with counted_queries() as queries:
            response = client.get(page(one, "range=all"))
        counts.append(len(queries))
    assert (len(response.context["lines"]), response.context["rate"].percent) == (11, 100)
    assert counts[0] == counts[1]


def test_rate_page_is_of_the_days_that_are_asked_for(client, office):
    one = Class()
    one.mark("present"), one.mark("absent")
    response = client.get(page(one, f"from={FIRST}&to={FIRST}"))
    assert [line.lesson.date for line in response.context["lines"]] == [FIRST]
    assert client.get(page(one, "month=x")).status_code == 400


def test_rate_page_of_a_stranger_to_the_course_is_not_there(client, office, teacher):
    one, other = Class(), Class()
    assert client.get(page(one)).status_code == 404
    client.force_login(office)
    stranger = reverse("roster:rate", args=[one.course.pk, other.student.pk])
    assert client.get(stranger).status_code == 404


def page(one, query=""):
    address = reverse("roster:rate", args=[one.course.pk, one.student.pk])
    return f"{address}?{query}"


DAY = datetime.timedelta(days=1)
LAST = FIRST + 3 * DAY
STAYS = {  # of a course whose lessons are on four days: which of them a student is there for
    "open": ([(None, None)], 4),
    "exactly": ([(FIRST, LAST)], 4),
    "longer": ([(FIRST - DAY, LAST + DAY)], 4),
    "later": ([(FIRST + DAY, None)], 3),
    "left": ([(None, LAST - DAY)], 3),
    "back again": ([(None, FIRST), (LAST, None)], 2),
    "overlapping": ([(None, FIRST + DAY), (FIRST + DAY, None)], 4),
    "never": ([], 0),
}


def test_who_was_there_all_the_time_is_counted_as_who_is_looked_at_day_by_day():
    course, expected = CourseFactory(), Counter()
    students = {name: EnrollmentFactory().student for name in (*STAYS, "retired")}
    for name, (stays, days) in STAYS.items():
        for first, last in stays:
            EnrollmentFactory(course=course, student=students[name], starts_on=first, ends_on=last)
        expected[students[name].pk] = days
    EnrollmentFactory(course=course, student=students["retired"], retired_at=timezone.now())
    for day in range(4):
        lesson = LessonFactory(course=course, date=FIRST + day * DAY, taken_at=timezone.now())
        for student in students.values():
            MarkFactory(lesson=lesson, student=student, status=status("present"))
    there = Enrollment.objects.throughout(FIRST, LAST).filter(course=course)
    names = {student.pk: name for name, student in students.items()}
    assert {names[stay.student_id] for stay in there} == {"open", "exactly", "longer"}
    counts = Counter(Mark.objects.counted(there).values_list("student", flat=True))
    assert counts == Counter(Mark.objects.counted().values_list("student", flat=True)) == expected


def test_throughout_asks_for_the_lessons_of_the_days_alone():
    stay = EnrollmentFactory(starts_on=FIRST + DAY, ends_on=LAST)
    for day in range(5):
        LessonFactory(course=stay.course, date=FIRST + day * DAY)
    whole = Enrollment.objects.throughout
    assert [whole(None, None).count(), whole(FIRST, LAST).count()] == [0, 0]
    assert [whole(FIRST + DAY, None).count(), whole(FIRST + DAY, LAST).count()] == [0, 1]
