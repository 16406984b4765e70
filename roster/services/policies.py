"""Changes the rules of counting; the past only when somebody has seen what it does to it."""

import hashlib
from dataclasses import dataclass, field

from django.db import transaction

from roster.day_status import STATUSES, day_counts
from roster.models import Course, Enrollment, Mark, Policy, Student
from roster.rates import Rate, all_rates

DAY_FIELDS = (
    *("course_id", "starts_on", "ends_on", "grace_minutes", "absent_after"),
    *("day_absent_from", "day_late", "day_left", "day_missed", "day_once"),
)


@dataclass(frozen=True)
class Difference:
    """One student's rate in one course, before and after."""

    course: Course
    student: Student
    before: Rate
    after: Rate


@dataclass(frozen=True)
class DayDifference:
    """How many days of one student were absent, late, left early or with a lesson missed: two
    lists in the order of `day_status.STATUSES`."""

    student: Student
    before: list
    after: list

    @property
    def both(self):
        return list(zip(self.before, self.after, strict=True))


@dataclass(frozen=True)
class Outcome:
    """What `put_policy` did: whether it was saved, and if not, the Differences that somebody has to
    look at first, `days` of whose days change (DayDifferences), with a text that says that they
    were seen."""

    is_saved: bool
    differences: list
    days: list = field(default_factory=list)
    seen: str = ""


def put_policy(policy, courses, seen=""):
    """Saves `policy`, unless it changes a rate of today in one of `courses` (those of which it can
    be true); then only with the `seen` of an earlier Outcome about the same changes."""
    is_new = policy.pk is None
    with transaction.atomic():
        days = _days(policy, courses) if _touches_days(policy) else {}
        changed = _save(policy, courses)
        changed_days = _changed_days(days, policy, courses) if days else {}
        digest = _digest(policy, changed, changed_days)
        is_saved = not (changed or changed_days) or seen == digest
        transaction.set_rollback(not is_saved)
    if is_saved:
        return Outcome(True, [])
    if is_new:
        policy.pk, policy._state.adding = None, True
    return Outcome(False, _named(changed), _named_days(changed_days), digest)


def _touches_days(policy):
    """Whether what a day counts as can be another with `policy` than it is without."""
    stored = Policy.objects.filter(pk=policy.pk).values(*DAY_FIELDS).first()
    return stored is None or any(getattr(policy, name) != stored[name] for name in DAY_FIELDS)


def _days(policy, courses):
    """`{student id: [days in the order of STATUSES]}` of those in `courses`."""
    students = Enrollment.objects.filter(course__in=courses.values("pk")).values("student")
    marks = Mark.objects.filter(student__in=students) if policy.course_id else Mark.objects.all()
    counts = day_counts(marks, list(Policy.objects.in_force_first()))
    return {pk: [counter[status] for status in STATUSES] for pk, counter in counts.items()}


def _changed_days(before, policy, courses):
    """`{student id: (before, after)}` where they differ."""
    after, none = _days(policy, courses), [0] * len(STATUSES)
    both = {pk: (before.get(pk, none), after.get(pk, none)) for pk in before.keys() | after.keys()}
    return {pk: pair for pk, pair in both.items() if pair[0] != pair[1]}


def _named_days(changed):
    students = Student.objects.in_bulk(changed)
    found = [DayDifference(students[pk], *pair) for pk, pair in changed.items()]
    return sorted(found, key=lambda one: (one.student.name, one.student.pk))


def _save(policy, courses):
    """Saves and returns `{(course id, student id): (Rate before, Rate after)}` of what changed."""
    before = all_rates(courses)
    policy.save()
    return {
        key: (before.get(key, Rate()), rate)
        for key, rate in all_rates(courses).items()
        if _said(before.get(key, Rate())) != _said(rate)
    }


def courses_of(policy):
    """The courses that a policy may be about: its own, or all that are going on."""
    courses = Course.objects.active()
    return courses.filter(pk=policy.course_id) if policy.course_id else courses


def _said(rate):
    """What a person reads of a rate."""
    return rate.percent, rate.best, rate.is_below, rate.is_lost


def _digest(policy, changed, days):
    values = [getattr(policy, field.attname) for field in policy._meta.fields if field.name != "id"]
    said = [(key, _said(before), _said(after)) for key, (before, after) in changed.items()]
    return hashlib.sha256(
        repr((values, sorted(said, key=repr), sorted(days.items()))).encode()
    ).hexdigest()


def _named(changed):
    courses = Course.objects.in_bulk({course for course, _student in changed})
    students = Student.objects.in_bulk({student for _course, student in changed})
    found = [
        Difference(courses[course], students[student], before, after)
        for (course, student), (before, after) in changed.items()
    ]
    return sorted(found, key=lambda one: (one.course.name, one.student.name, one.student.pk))
