"""People who come without being enrolled, and who they turn out to be."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from legacy.retrying import retried
from roster.models import Mark, MarkEvent, Save, Student
from roster.services.locks import hold, hold_all, refuse_closed
from roster.services.register import BLANK, values_of

VALUES = ("status_id", "reason_id", "minutes", "note")


@retried
@transaction.atomic
def add_guest(lesson, name):
    """Puts somebody who is not enrolled on the lesson's register, not marked yet.

    Raises LessonCancelled or LessonLocked.
    """
    held = hold(lesson)
    refuse_closed(held)
    guest = Student.objects.create(name=name, is_guest=True)
    return Mark.objects.create(lesson=held, student=guest, version=0)


@retried
@transaction.atomic
def merge(guest, student, user):
    """Says that `guest` is `student`, who gets the guest's marks with their history.

    Where both have a mark at one lesson, the student's stays if it has a status, and takes over
    the guest's otherwise; the guest's is blanked. Raises ValidationError for somebody who is no
    guest, or is enrolled.
    """
    people = Student.objects.select_for_update().order_by("pk").in_bulk([guest.pk, student.pk])
    guest, student = people[guest.pk], people[student.pk]
    _refuse(guest, student)
    marks = {mark.lesson_id: mark for mark in guest.marks.all()}
    hold_all(marks)
    theirs = {mark.lesson_id: mark for mark in student.marks.filter(lesson__in=marks)}
    alone = [mark.pk for lesson, mark in marks.items() if lesson not in theirs]
    Mark.objects.filter(pk__in=alone).update(student=student)
    if theirs:
        _settle(marks, theirs, user, student)
    guest.merged_into, guest.is_active = student, False
    guest.save(update_fields=("merged_into", "is_active"))


def _refuse(guest, student):
    if not guest.is_guest or guest.merged_into_id or guest.enrollments.exists():
        raise ValidationError(_("Only guests who are not enrolled can be merged."))
    if student.is_guest or student.merged_into_id:
        raise ValidationError(_("This is no student of the school."))


def _settle(marks, theirs, user, student):
    """Gives each mark of the guest to the student's blank one at the same lesson."""
    save = Save.objects.create(
        request_id=uuid.uuid4(),
        digest=b"",
        user=user,
        origin=Save.Origin.PAGE,
        content={"merged_into": student.pk},
    )
    for lesson, mark in theirs.items():
        if mark.status_id is None:
            _put(mark, values_of(marks[lesson]), save)
        _put(marks[lesson], BLANK, save)


def _put(mark, values, save):
    event = MarkEvent(mark=mark, cause=save, version=mark.version + 1)
    for name, old, new in zip(VALUES, values_of(mark), values, strict=True):
        setattr(event, f"old_{name}", old)
        setattr(event, f"new_{name}", new)
        setattr(mark, name, new)
    mark.version, mark.updated_at = mark.version + 1, timezone.now()
    mark.save()
    event.save()
