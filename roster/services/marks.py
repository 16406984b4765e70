"""Saves the marks of a lesson: all of them, or none."""

import hashlib
import json
from dataclasses import astuple, dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from legacy.metrics.counting import count_marks
from legacy.retrying import retried
from roster.models import Mark, Save
from roster.services.errors import InvalidEntries, RequestReused
from roster.services.locks import hold, refuse_changed, refuse_closed
from roster.services.register import BLANK, Register
from roster.services.stale import without_untouched
from roster.services.writing import write_marks


@dataclass(frozen=True)
class Saved:
    """What `save_marks` did: how many marks changed, how many of the roll are still blank, the
    marks as they are now of the students that were asked for (by student), when the lesson was
    taken, and whether the request had been saved before (then nothing was done, and `blank` is
    not known)."""

    changed: int = 0
    blank: int = 0
    marks: dict = field(default_factory=dict)
    taken_at: object = None
    repeated: bool = False


@retried
def save_marks(
    lesson,
    entries,
    *,
    user,
    request_id,
    lesson_version=None,
    origin=Save.Origin.PAGE,
    take=False,
    if_markable=False,
):
    """Saves `entries` (`services.register.Entry`) for `lesson`; returns Saved.

    When this returns, everything is committed (unless it was called within a transaction). The
    lesson counts as taken with `take`, or once nobody on its roll is blank where the policy says
    so. The same request again changes nothing. Raises a `services.errors.Refused`
    (LessonCancelled, LessonLocked, LessonChanged, RequestReused, InvalidEntries, MarkConflict)
    and then writes nothing; Lesson.DoesNotExist where there is no such lesson or, with
    `if_markable`, where `user` may not change its marks. The number of queries does not grow
    with the students, but for very long inserts, which SQLite splits.
    """
    digest = _digest(lesson, entries, take)
    try:
        with transaction.atomic():
            held = hold(lesson, user if if_markable else None)
            save = _remember(held, entries, user, request_id, digest, origin, take)
            refuse_closed(held)
            refuse_changed(held, lesson_version)
            saved = _save(held, entries, save, take)
    except IntegrityError:
        if not _is_repeat(request_id, digest, user):
            raise
        students = [entry.student_id for entry in entries]
        return Saved(repeated=True, marks=_marks(lesson, students), taken_at=_taken_at(lesson))
    count_marks(saved.changed)
    return saved


def _digest(lesson, entries, take):
    rows = sorted((astuple(entry) for entry in entries), key=lambda row: row[0])
    return hashlib.sha256(json.dumps([lesson.pk, take, rows]).encode()).digest()


def _remember(lesson, entries, user, request_id, digest, origin, take):
    """Writes down the request; of two with the same id the second fails here."""
    said = [list(astuple(entry)) for entry in entries if entry.version or entry.values != BLANK]
    return Save.objects.create(
        request_id=request_id,
        digest=digest,
        user=user,
        origin=origin,
        content={"lesson": lesson.pk, "take": take, "entries": said},
    )


def _is_repeat(request_id, digest, user):
    earlier = Save.objects.filter(request_id=request_id).first()
    if earlier is None:
        return False
    if bytes(earlier.digest) != digest or earlier.user_id != user.pk:
        raise RequestReused
    return True


def _save(lesson, entries, save, take):
    register = Register.of(lesson, {entry.student_id for entry in entries})
    changed = _changed(entries, register)
    _write(lesson, changed, register, save)
    _note_taken(lesson, register, save.user, take)
    return Saved(len(changed), register.blank(), register.marks, lesson.taken_at)


def _changed(entries, register):
    entries = without_untouched(entries, register)
    problems = {entry.student_id: register.problem(entry) for entry in entries}
    if errors := {student: problem for student, problem in problems.items() if problem}:
        raise InvalidEntries(errors)
    return [entry for entry in entries if register.differs(entry)]


def _write(lesson, changed, register, save):
    """Writes the marks and what happened to each."""
    changes = [(lesson.pk, register.marks.get(one.student_id), one) for one in changed]
    for mark in write_marks(save, changes):
        register.put(mark)


def _note_taken(lesson, register, user, take):
    complete = lesson.taken_when_complete and register.roll and not register.blank()
    if lesson.is_taken or not (take or complete):
        return
    lesson.taken_at, lesson.taken_by = timezone.now(), user
    lesson.save(update_fields=("taken_at", "taken_by"))


def _marks(lesson, students):
    marks = Mark.objects.filter(lesson=lesson.pk, student__in=students)
    return {mark.student_id: mark for mark in marks}


def _taken_at(lesson):
    return type(lesson).objects.values_list("taken_at", flat=True).get(pk=lesson.pk)
