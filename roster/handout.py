"""What a student's parents are told, on one page."""

from dataclasses import dataclass

from roster.models import Course
from roster.rates import course_rates
from roster.reports import groups
from roster.reports.days import days_of
from roster.reports.pools import Pool
from roster.reports.tables import Report

MOST_LINES = 20
MOST_COURSES = 8


@dataclass(frozen=True)
class Handout:
    """`courses` is `[(Course, Rate)]`, `months` a Report, `marks` those that are not "present",
    the latest first, `more` how many there are besides, `days` `[(name, how many days)]`."""

    courses: list
    months: Report
    marks: list
    more: int
    days: list


def handout(scope):
    """The Handout about the student of a Scope, in a fixed number of queries."""
    pool = Pool(scope)
    taught = {facts.course for facts in pool.lessons.values()}
    rates = course_rates(scope.student, scope.first, scope.last)
    named = Course.objects.in_bulk(taught)
    courses = [(course, rates[pk]) for pk, course in named.items() if pk in rates]
    marks = scope.marks().not_present().to_list()
    shown = list(marks[:MOST_LINES])
    more = marks.count() - len(shown) if len(shown) == MOST_LINES else 0
    courses.sort(key=lambda one: (one[0].name, one[0].pk))
    return Handout(courses[:MOST_COURSES], groups.months(scope, pool), shown, more, days_of(scope))
