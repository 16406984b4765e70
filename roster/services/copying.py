"""Copies courses with their timetables, teachers and own rules of counting to another term."""

import datetime
import hashlib
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from roster.models import Course, CourseStaff, Policy, Schedule, StatusSet, Term, Turn
from roster.services.claims import claim

SCHEDULE_FIELDS = ("weekday", "starts_at", "duration", "period", "units")
COURSE_FIELDS = ("name", "term", "branch", "status_set", "note", "is_active", "archived_at")
DATES = ("starts_on", "ends_on")
POLICY_FIELDS = tuple(
    field.attname
    for field in Policy._meta.concrete_fields
    if field.name not in {"id", "course", *DATES}
)
OWN = {"staff", "schedules", "policies"}  # what a copy has from the beginning


@dataclass(frozen=True)
class Planned:
    """What the copy of `course` will get: a name, weekly lessons, teachers and policies of its own
    (not saved). `existing` is the course that is there already, in place of which none is made."""

    course: Course
    name: str
    schedules: list
    staff: list
    policies: list
    existing: Course | None


def plan_copy(source, target, with_schedules=True, with_staff=True, with_policies=True, names=None):
    """A Planned for each course of the term `source` that is not over, in the order of names; in
    five queries at most.

    `target` may be a term that is not saved yet; `names` (`{course id: name}`) goes before the
    names that are made of the old ones.
    """
    courses = list(source.courses.active().order_by("name", "pk"))
    schedules = _schedules(courses, source, target) if with_schedules else {}
    staff = _staff(courses, source) if with_staff else {}
    policies = _policies(courses, source, target) if with_policies else {}
    there, planned = _There(target), []
    for course in courses:
        name = (names or {}).get(course.pk) or renamed(course.name, source, target)
        parts = (found.get(course.pk, []) for found in (schedules, staff, policies))
        planned.append(Planned(course, name, *parts, there.find(course, name)))
    return planned


def renamed(name, source, target):
    """`name` with the old term's name, or else the year of its first day, replaced by the new."""
    if source.name in name:
        return name.replace(source.name, target.name)[:120]
    old, new = source.starts_on.year, target.starts_on.year
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), name)[:120]


@transaction.atomic
def copy_courses(source, target, planned, user):
    """Makes a copy of each of `planned` that is not there yet; returns the Turn, or None where
    there was nothing to do. A new `target` is saved first."""
    claim(Term, [source.pk])
    Term.objects.select_for_update().get(pk=source.pk)  # of two clerks one is first
    if target.pk is None:
        target.save()
    there, made = _There(target), []
    for one in planned:
        if one.existing is None and there.find(one.course, one.name) is None:
            made.append(_copy(one, target).pk)
    if not made:
        return None
    contents = {str(pk): digest for pk, digest in _contents(made).items()}
    turn = {"kind": Turn.Kind.COPY, "term": target, "user": user, "number": len(made)}
    return Turn.objects.create(**turn, made={"courses": contents})


def undo_copy(turn):
    """Removes the courses that the held `turn` made and nobody has changed or used since; returns
    (how many went, names of those that stay)."""
    said = {int(pk): digest for pk, digest in turn.made["courses"].items()}
    there = Course.objects.select_for_update().order_by("name").in_bulk(said)
    now, used = _contents(there), _used(there)
    free = [pk for pk in there if now[pk] == said[pk] and pk not in used]
    Course.objects.filter(pk__in=free).delete()
    return len(free), [course.name for pk, course in there.items() if pk not in free]


class _There:
    """What the target has: a course is known by what it was copied from, or by its name."""

    def __init__(self, target):
        courses = [] if target.pk is None else target.courses.all()
        self.copies = {course.copied_from_id: course for course in courses}
        self.named = {(course.name, course.branch): course for course in courses}

    def find(self, course, name):
        return self.copies.get(course.pk) or self.named.get((name, course.branch))


def _schedules(courses, source, target):
    """`{course id: [Schedule]}`: the weekly lessons as they were at the end of the term, for all
    of the new one."""
    found = {}
    for schedule in Schedule.objects.filter(course__in=courses):
        found.setdefault(schedule.course_id, []).append(schedule)
    dates = {"starts_on": target.starts_on, "ends_on": target.ends_on}
    return {
        course: [
            Schedule(**{name: getattr(old, name) for name in SCHEDULE_FIELDS}, **dates)
            for old in _last(schedules, source)
        ]
        for course, schedules in found.items()
    }


def _last(schedules, source):
    """Those that held when the timetable was last changed."""
    ends = [schedule.ends_on or source.ends_on for schedule in schedules]
    last = min(source.ends_on, max(ends))
    return [one for one, end in zip(schedules, ends, strict=True) if end >= last]


def _staff(courses, source):
    """`{course id: [CourseStaff]}` of who taught at the end of the term, without substitutes and
    without those who have left."""
    staff, found = CourseStaff.objects.on(source.ends_on), {}
    staff = staff.filter(course__in=courses, user__is_active=True).select_related("user")
    for one in staff.exclude(role=CourseStaff.Role.SUBSTITUTE).order_by("role", "pk"):
        same = found.setdefault(one.course_id, {})
        same.setdefault((one.user_id, one.role), CourseStaff(user=one.user, role=one.role))
    return {course: list(same.values()) for course, same in found.items()}


def _policies(courses, source, target):
    """`{course id: [Policy]}` of the courses' own ones that hold on a day of the term, with their
    days moved to the new one."""
    found = {}
    own = Policy.objects.filter(course__in=courses).between(source.starts_on, source.ends_on)
    for old in own.order_by("pk"):
        values = {name: getattr(old, name) for name in POLICY_FIELDS}
        dates = {name: _moved(getattr(old, name), source, target) for name in DATES}
        found.setdefault(old.course_id, []).append(Policy(**values, **dates))
    return found


def _moved(day, source, target):
    """A day of one term as one of the other: the same number of days after the first. A day on or
    beyond an end becomes that end; None stays open."""
    if day is None:
        return None
    if day >= source.ends_on:
        return target.ends_on
    after = max(day - source.starts_on, datetime.timedelta())
    return min(target.starts_on + after, target.ends_on)


def _copy(one, target):
    old = one.course
    made = Course.objects.create(
        name=one.name,
        term=target,
        branch=old.branch,
        note=old.note,
        status_set_id=_newest_set(old.status_set_id),
        copied_from=old,
    )
    for part in (*one.schedules, *one.staff, *one.policies):
        part.course = made
    Schedule.objects.bulk_create(one.schedules)
    CourseStaff.objects.bulk_create(one.staff)
    Policy.objects.bulk_create(one.policies)
    return made


def _newest_set(key):
    """The newest version of the status set with the primary key `key` that may be chosen."""
    same = StatusSet.objects.filter(name__in=StatusSet.objects.filter(pk=key).values("name"))
    newest = same.filter(Q(retired_at=None) | Q(pk=key)).order_by("-version")
    return newest.filter(retired_at=None).values_list("pk", flat=True).first() or key


def _contents(pks):
    """`{course id: digest}` of what a person could have changed."""
    rows = {course: [values] for course, *values in _values(Course, "pk", pks, COURSE_FIELDS)}
    parts = (Schedule, SCHEDULE_FIELDS), (CourseStaff, ("user", "role")), (Policy, POLICY_FIELDS)
    for model, fields in parts:
        for course, *values in _values(model, "course", pks, (*fields, *DATES)):
            rows[course].append(values)
    return {pk: hashlib.sha256(repr(said).encode()).hexdigest() for pk, said in rows.items()}


def _values(model, key, pks, fields):
    rows = model.objects.filter(**{f"{key}__in": list(pks)}).order_by("pk")
    return rows.values_list(key, *fields)


def _used(pks):
    """Those of the courses that something else refers to."""
    used = set()
    for relation in Course._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created and relation.name not in OWN:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(pks)})
            used |= set(rows.values_list(name, flat=True))
    return used
