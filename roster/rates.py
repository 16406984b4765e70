"""The one definition of an attendance rate. Every page, export and alert uses this one.

Rate = (weights under the policy of the lesson's date, times units, less one unit for every N
lates and every M early leaves) / units of counted marks, over taken lessons that were not
cancelled, inside the student's enrolments. On the basis "planned" the units of lessons to come
are in the denominator, too.
"""

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import FloatField, Sum

from roster.days import today
from roster.models import Enrollment, Mark, Policy, Status
from roster.weights import tallies

MINIMUM = Policy._meta.get_field("minimum_rate").default
RULE_OF_KIND = {
    Status.Kind.LATE: "lates_per_absence",
    Status.Kind.LEFT_EARLY: "leaves_per_absence",
}
EPSILON = 1e-9  # sums of floats


@dataclass
class Rate:
    """What one student's rate is made of; `attended`, `deduction`, `counted` and `to_come` are in
    units, `lates` and `leaves` count marks that are added up; `missed_on` and `there_on` are the
    last days with a lesson that counts as missed, or as anything else."""

    attended: float = 0.0
    counted: float = 0.0
    lates: int = 0
    leaves: int = 0
    deduction: int = 0
    to_come: float = 0.0
    minimum: int = MINIMUM
    is_planned: bool = False
    kinds: dict = field(default_factory=dict)
    missed_on: date | None = None
    there_on: date | None = None

    def add(self, row):
        """Adds a row of `tallies`; what lates add up to is deducted by those who know the range."""
        kind, effective, marks = row["status__kind"], row["effective"], row["marks"]
        self.attended += row["attended"]
        self.counted += row["counted"]
        self.kinds[kind] = self.kinds.get(kind, 0) + marks
        self.lates += marks if effective == Status.Kind.LATE else 0
        self.leaves += marks if effective == Status.Kind.LEFT_EARLY else 0
        day = "missed_on" if effective == Status.Kind.ABSENT else "there_on"
        setattr(self, day, max(getattr(self, day) or date.min, row["latest"]))

    def merge(self, other):
        """Adds what another Rate is made of."""
        self.attended += other.attended
        self.counted += other.counted
        self.lates += other.lates
        self.leaves += other.leaves
        self.deduction += other.deduction
        for kind, marks in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + marks

    @property
    def total(self):
        """The denominator, in units."""
        return self.counted + self.to_come if self.is_planned else self.counted

    @property
    def percent(self):
        """0 to 100 with one decimal, or None where nothing is counted yet."""
        if not self.counted:
            return None
        return _percent(self.reached / self.total)

    @property
    def reached(self):
        """The numerator, in units."""
        return max(self.attended - self.deduction, 0)

    @property
    def best(self):
        """The rate after all lessons to come, if the student attends all of them; or None."""
        planned = self.counted + self.to_come
        return _percent((self.reached + self.to_come) / planned) if planned else None

    @property
    def may_miss(self):
        """How many units of the lessons to come may be missed before the minimum is out of reach;
        negative: it is out of reach by so many units."""
        needed = (self.counted + self.to_come) * self.minimum / 100
        return math.floor((self.reached + self.to_come - needed + EPSILON) * 100) / 100

    @property
    def is_below(self):
        return self.percent is not None and self.percent < self.minimum

    @property
    def is_lost(self):
        """Whether the minimum cannot be reached any more."""
        return self.may_miss < 0

    @property
    def risk(self):
        """`lost` (out of reach), `below` the minimum, `near` (one unit more and it is out of
        reach), or nothing."""
        if self.counted and self.is_lost:
            return "lost"
        if self.is_below:
            return "below"
        return "near" if self.counted and self.to_come and self.may_miss < 1 else ""


def student_rates(students, first=None, last=None, course=None):
    """`{student id: Rate}` for every student of `students` (a queryset or ids), in three queries.

    `first` and `last` bound the dates of the lessons, both included; None is open. With `course`
    only its lessons count.
    """
    marks = Mark.objects.filter(student__in=students).between(first, last)
    stays = Enrollment.objects.filter(student__in=students)
    if course is not None:
        marks, stays = marks.filter(lesson__course=course), stays.filter(course=course)
        policies = Policy.objects.of_courses([course])
    else:
        policies = Policy.objects.in_force_first()
    policies = list(policies)
    rates = rates_of(marks, ("student",), policies, stays.throughout(first, last))
    _add_lessons_to_come(rates, stays, ("student",), first, last)
    for rate in rates.values():
        add_aims(rate, policies, course.pk if course else None)
    return {student: rate for (student,), rate in rates.items()}


def course_rates(student, first=None, last=None):
    """`{course id: Rate}` of one student, in three queries; the bounds are those of
    student_rates."""
    stays = Enrollment.objects.filter(student=student)
    policies = list(Policy.objects.of_courses(stays.values("course")))
    marks = Mark.objects.filter(student=student).between(first, last)
    rates = rates_of(marks, ("lesson__course",), policies, stays.throughout(first, last))
    _add_lessons_to_come(rates, stays, ("course",), first, last)
    for (course,), rate in rates.items():
        add_aims(rate, policies, course)
    return {course: rate for (course,), rate in rates.items()}


def all_rates(courses):
    """`{(course id, student id): Rate}` of everybody in `courses` (a queryset), without bounds, in
    three queries."""
    stays = Enrollment.objects.filter(course__in=courses)
    policies = list(Policy.objects.of_courses(courses.values("pk")))
    marks = Mark.objects.filter(lesson__course__in=courses)
    whole = stays.throughout(None, None)
    rates = rates_of(marks, ("lesson__course", "student"), policies, whole)
    _add_lessons_to_come(rates, stays, ("course", "student"), None, None)
    for (course, _student), rate in rates.items():
        add_aims(rate, policies, course)
    return rates


def rates_of(marks, keys, policies, throughout=None):
    """`{values of keys: Rate}` of any marks, in one query, without lessons to come."""
    return rates_from(tallies(marks, keys, policies, throughout), keys)


def rates_from(tallied, keys):
    """The same of what `weights.tallies` gives."""
    rates = {}
    for row in tallied:
        _add(rates.setdefault(tuple(row[key] for key in keys), Rate()), row)
    return rates


def _add(rate, row):
    rate.add(row)
    rule = RULE_OF_KIND.get(row["effective"])
    if rule and row[rule]:
        rate.deduction += row["marks"] // row[rule]


def _add_lessons_to_come(rates, stays, keys, first, last):
    for *key, units in coming(stays, keys, max(first or today(), today()), last):
        rates.setdefault(tuple(key), Rate()).to_come = units


def coming(stays, keys, since, last):
    """A queryset of tuples: the values of `keys`, and the units of the lessons to come, of which
    `since` is the first possible day."""
    lessons = stays.with_lessons_to_come(since, last).order_by().values_list(*keys)
    return lessons.annotate(coming=Sum("course__lessons__units", output_field=FloatField()))


def add_aims(rate, policies, course):
    """The minimum and the basis of the policy that holds today."""
    now = today()
    for policy in policies:
        if policy.holds(course, now):
            rate.minimum = policy.minimum_rate
            rate.is_planned = policy.basis == Policy.Basis.PLANNED
            return


def _percent(share):
    return Decimal(str(share * 100)).quantize(Decimal("0.1"))
