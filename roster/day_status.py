"""What a day of several lessons was to a student: absent, late, left early, or a lesson missed.

Which it is follows each school's own rules, which are those of the Policy of the day's first
lesson; what a mark counts as comes from the definition of the rate, so a reason that counts as
present and minutes within the grace are no lateness here either.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile

from roster.models import Policy, Status
from roster.weights import weighed

ABSENT, LATE, LEFT = Status.Kind.ABSENT, Status.Kind.LATE, Status.Kind.LEFT_EARLY
MISSED = "missed"
EDGE, ANY = Policy.DayRule.EDGE, Policy.DayRule.ANY
DEFAULTS = Policy()
STATUSES = (ABSENT, LATE, LEFT, MISSED)
FIELDS = ("student", "lesson__date", "lesson__course", "effective", "reason")
ORDER = ("student", "lesson__date", "lesson__starts_at", "lesson__period", "lesson_id")


@dataclass(frozen=True)
class Day:
    """One student's day: `[(one of STATUSES, key of the reason or None)]`."""

    student: int
    date: date
    statuses: list


def days(marks, policies):
    """The Days of `marks` on which something was not as it should be, read row by row in one
    query; `policies` in the order in which they count."""
    rows = weighed(marks, policies).order_by(*ORDER).values_list(*FIELDS)
    for (student, day), lessons in groupby(rows.iterator(), key=lambda row: row[:2]):
        lessons = list(lessons)
        kinds = [(kind, reason) for _s, _d, _c, kind, reason in lessons]
        if statuses := statuses_of(kinds, rules_on(policies, lessons[0][2], day)):
            yield Day(student, day, statuses)


def day_counts(marks, policies):
    """`{student id: Counter}` of Days, by status and by (status, reason)."""
    counts = {}
    for day in days(marks, policies):
        counter = counts.setdefault(day.student, Counter())
        for status, reason in day.statuses:
            counter[status] += 1
            counter[status, reason] += 1
    return counts


def rules_on(policies, course, day):
    """The Policy that counts for a course on a day; one of defaults where there is none."""
    return next((policy for policy in policies if policy.holds(course, day)), DEFAULTS)


def statuses_of(lessons, rules):
    """What the lessons of one day, `[(kind, reason)]` in their order, make of the day."""
    missed = [lesson for lesson in lessons if lesson[0] == ABSENT]
    if missed and len(missed) >= min(rules.day_absent_from or len(lessons), len(lessons)):
        return [(ABSENT, missed[0][1])]
    found = []
    before, after = _leading(lessons), _leading(lessons[::-1])
    if late := _found(lessons, LATE, before, rules.day_late):
        found.append((LATE, late[1]))
    if left := _found(lessons[::-1], LEFT, after, rules.day_left):
        found.append((LEFT, left[1]))
    taken = before * (rules.day_late == EDGE) + after * (rules.day_left == EDGE)
    if rules.day_missed and len(missed) > taken:
        found.append((MISSED, missed[before if rules.day_late == EDGE else 0][1]))
    return found[:1] if rules.day_once else found


def _leading(lessons):
    """How many lessons are missed before the first that is not."""
    return len(list(takewhile(lambda lesson: lesson[0] == ABSENT, lessons)))


def _found(lessons, kind, missed, rule):
    """The lesson that makes the day one of `kind`, or None."""
    if rule == EDGE:
        return lessons[0] if missed or lessons[0][0] == kind else None
    alike = (lesson for lesson in lessons if lesson[0] == kind)
    return next(alike, None) if rule == ANY else None
