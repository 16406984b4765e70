"""Makes, changes, cancels and restores lessons."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from legacy.retrying import retried
from roster.models import Lesson
from roster.services.days_off import days_off
from roster.services.filling import fill_course, refit
from roster.services.locks import hold, refuse_changed, refuse_locked

DAY = datetime.timedelta(days=1)
UNLOCKED_FOR = DAY


@dataclass
class Generated:
    """What `generate_lessons` did: lessons made, lessons that were there, days left out."""

    made: int = 0
    existing: int = 0
    holidays: dict = field(default_factory=dict)


def schedule_key(schedule_id, date):
    """The key of the lesson that a schedule makes on a date: at most one."""
    return f"schedule:{schedule_id}:{date}"


@retried
@transaction.atomic
def generate_lessons(course, first, last):
    """Makes the lessons of the course's weekly schedule from `first` to `last`, both included.

    Doing it again makes nothing twice; a slot that has a lesson already (entered or imported)
    gets no second one.
    """
    off = days_off(first, last)
    planned, outcome = [], Generated()
    for lesson in _planned(course, first, last):
        if lesson.date in off:
            outcome.holidays[lesson.date] = off[lesson.date]
        else:
            planned.append(lesson)
    new = _without_existing(course, planned)
    Lesson.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        fill_course(course, first, last)
    outcome.made, outcome.existing = len(new), len(planned) - len(new)
    return outcome


def _planned(course, first, last):
    for schedule in course.schedules.all():
        begin = max(first, schedule.starts_on or first)
        end = min(last, schedule.ends_on or last)
        date = begin + DAY * ((schedule.weekday - begin.weekday()) % 7)
        while date <= end:
            yield _lesson(schedule, date)
            date += 7 * DAY


def _lesson(schedule, date):
    return Lesson(
        key=schedule_key(schedule.pk, date),
        course_id=schedule.course_id,
        schedule=schedule,
        date=date,
        period=schedule.period,
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        units=schedule.units,
    )


def _without_existing(course, planned):
    keys = {lesson.key for lesson in planned}
    known = set(Lesson.objects.filter(key__in=keys).values_list("key", flat=True))
    dates = {lesson.date for lesson in planned}
    there = course.lessons.filter(date__in=dates, retired_at=None)
    slots = set(there.values_list("date", "starts_at"))
    return [
        lesson
        for lesson in planned
        if lesson.key not in known and (lesson.date, lesson.starts_at) not in slots
    ]


@retried
@transaction.atomic
def add_lesson(lesson):
    """Makes one lesson by hand; approved excuses are filled in."""
    lesson.save()
    refit(lesson)
    return lesson


@retried
@transaction.atomic
def update_lesson(lesson, version):
    """Saves the changed fields of `lesson`, which was read at `version`.

    Raises LessonChanged when somebody was faster, LessonLocked when it is too late.
    """
    held = hold(lesson)
    refuse_changed(held, version)
    refuse_locked(held)
    lesson.version = held.version + 1
    lesson.save(
        update_fields=(
            "kind", "date", "period", "starts_at", "ends_at", "units", "topic", "note", "version",
        )
    )  # fmt: skip
    refit(lesson)
    return lesson


def unlock_lessons(lessons):
    """Lets locked lessons be changed for a day from now; returns how many."""
    return lessons.update(unlocked_until=timezone.now() + UNLOCKED_FOR)


def cancel_lesson(lesson):
    """The lesson does not take place; marks that it has are kept, but not counted."""
    return _set_cancelled(lesson, timezone.now())


def restore_lesson(lesson):
    """The lesson takes place after all."""
    return _set_cancelled(lesson, None)


@retried
@transaction.atomic
def _set_cancelled(lesson, moment):
    held = hold(lesson)
    refuse_locked(held)
    if held.is_cancelled != (moment is not None):
        held.cancelled_at = moment
        held.version += 1
        held.save(update_fields=("cancelled_at", "version"))
        refit(held)
    return held
