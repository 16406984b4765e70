"""Changes the rules of counting; the past only when somebody has seen what it does to it."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from roster.models import Course, Student
from roster.rates import Rate, all_rates


@dataclass(frozen=True)
class Difference:
    """One student's rate in one course, before and after."""

    course: Course
    student: Student
    before: Rate
    after: Rate


@dataclass(frozen=True)
class Outcome:
    """What `put_policy` did: whether it was saved, and if not, the Differences that somebody has to
    look at first, with a text that says that they were seen."""

    is_saved: bool
    differences: list
    seen: str = ""


def put_policy(policy, courses, seen=""):
    """Saves `policy`, unless it changes a rate of today in one of `courses` (those of which it can
    be true); then only with the `seen` of an earlier Outcome about the same changes."""
    is_new = policy.pk is None
    with transaction.atomic():
        changed = _save(policy, courses)
        digest = _digest(policy, changed)
        is_saved = not changed or seen == digest
        transaction.set_rollback(not is_saved)
    if is_saved:
        return Outcome(True, [])
    if is_new:
        policy.pk, policy._state.adding = None, True
    return Outcome(False, _named(changed), digest)


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


def _digest(policy, changed):
    values = [getattr(policy, field.attname) for field in policy._meta.fields if field.name != "id"]
    said = [(key, _said(before), _said(after)) for key, (before, after) in changed.items()]
    return hashlib.sha256(repr((values, sorted(said, key=repr))).encode()).hexdigest()


def _named(changed):
    courses = Course.objects.in_bulk({course for course, _student in changed})
    students = Student.objects.in_bulk({student for _course, student in changed})
    found = [
        Difference(courses[course], students[student], before, after)
        for (course, student), (before, after) in changed.items()
    ]
    return sorted(found, key=lambda one: (one.course.name, one.student.name, one.student.pk))
