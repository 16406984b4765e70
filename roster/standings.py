"""Where everybody in a course stands."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import BigIntegerField, DateField

from roster.days import today
from roster.models import Enrollment, Mark, Policy, Student
from roster.querysets.prepared import Given, Prepared
from roster.rates import Rate, add_aims, coming, rates_from
from roster.weights import RULES, grouped, told, weighed

BOUNDS = ("course_id", "starts_on", "ends_on")
COURSE = Given("course", BigIntegerField())
FIRST, LAST = Given("first", DateField()), Given("last", DateField())
SINCE = Given("since", DateField())
KEYS = ("student",)
KINDS_OF_RULES = 200  # of which the SQL is kept: sites have one or two, and some courses their own
Rules = namedtuple("Rules", (*BOUNDS, *RULES))


@dataclass(frozen=True)
class Standing:
    """One student's Rate in a course, with the roll number (None: none)."""

    student: Student
    roll_number: int | None
    rate: Rate


def standings(course, first=None, last=None):
    """The Standings of all who were enrolled in `course` on one of the days, in roll order, in a
    fixed number of queries; None is open."""
    stays = Enrollment.objects.filter(course=course).between(first, last)
    people = {}
    for stay in stays.select_related("student").in_roll_order():
        people.setdefault(stay.student_id, (stay.student, stay.roll_number))
    rates = rates_in(course, first, last)
    return [Standing(*both, rates.get(pk, Rate())) for pk, both in people.items()]


def rates_in(course, first=None, last=None):
    """`{student id: Rate}` of everybody in `course`, as `rates.student_rates` has them, by queries
    that are put into SQL once."""
    policies = list(Policy.objects.of_courses([course]))
    rules = tuple(Rules(*(getattr(policy, name) for name in Rules._fields)) for policy in policies)
    given = {"course": course.pk, "first": first or date.min, "last": last or date.max}
    rates = rates_from(told(KEYS, _tallied(rules).rows(**given)), KEYS)
    since = max(given["first"], today())
    for student, units in COMING.rows(course=course.pk, since=since, last=given["last"]):
        rates.setdefault((student,), Rate()).to_come = units
    for rate in rates.values():
        add_aims(rate, policies, course.pk)
    return {student: rate for (student,), rate in rates.items()}


@lru_cache(KINDS_OF_RULES)
def _tallied(rules):
    marks = Mark.objects.filter(lesson__course=COURSE).between(FIRST, LAST)
    throughout = Enrollment.objects.filter(course=COURSE).throughout(FIRST, LAST)
    return Prepared(lambda: grouped(weighed(marks, rules, throughout), KEYS))


COMING = Prepared(lambda: coming(Enrollment.objects.filter(course=COURSE), KEYS, SINCE, LAST))
