"""Writes marks and, with each, what happened to it."""

from django.db import connection
from django.utils import timezone

from roster.models import Mark, MarkEvent
from roster.services.register import values_of

VALUES = ("status_id", "reason_id", "minutes", "note")
WRITTEN = ("status", "reason", "minutes", "note", "source", "version", "updated_at")


def write_marks(save, changes):
    """Writes `[(lesson id, Mark as it is or None, Entry)]`, caused by `save`; returns the new Marks
    in the same order, each with its key.

    The caller holds the lessons (`services.locks`) and has seen to it that the entries may be
    written. The number of statements does not grow with the changes, but for very long inserts,
    which SQLite splits.
    """
    made = [_applied(save, *change) for change in changes]
    marks = [mark for mark, _event in made]
    _upsert(marks)
    for mark, event in made:
        event.mark_id = mark.pk
    MarkEvent.objects.bulk_create(event for _mark, event in made)
    return marks


def _applied(save, lesson, mark, entry):
    """The mark as `entry` has it and the event that says so, both unsaved."""
    before = values_of(mark)
    status, reason, minutes, note = entry.values
    new = Mark(
        lesson_id=lesson,
        student_id=entry.student_id,
        status_id=status,
        reason_id=reason,
        minutes=minutes,
        note=note,
        version=mark.version + 1 if mark else 1,
        updated_at=timezone.now(),
    )
    event = MarkEvent(cause=save, version=new.version)
    for name, old, value in zip(VALUES, before, entry.values, strict=True):
        setattr(event, f"old_{name}", old)
        setattr(event, f"new_{name}", value)
    return new, event


def _upsert(marks):
    """Inserts new marks and updates old ones in one statement, and makes sure that each knows its
    key, which not every server tells."""
    Mark.objects.bulk_create(
        marks,
        update_conflicts=True,
        update_fields=WRITTEN,
        unique_fields=conflicting("lesson", "student"),
    )
    if any(mark.pk is None for mark in marks):
        keys = _keys(marks)
        for mark in marks:
            mark.pk = keys[mark.lesson_id, mark.student_id]


def conflicting(*fields):
    """`unique_fields` of an upsert: MariaDB takes none."""
    return fields if connection.features.supports_update_conflicts_with_target else None


def _keys(marks):
    """`{(lesson id, student id): key}`, asked for by the side of which there are fewer."""
    lessons, students = (
        {getattr(one, name) for one in marks} for name in ("lesson_id", "student_id")
    )
    found = Mark.objects.filter(lesson__in=lessons)
    if len(students) < len(lessons):
        found = found.filter(student__in=students)
    return {
        (lesson, student): pk
        for lesson, student, pk in found.values_list("lesson", "student", "pk")
    }
