"""Makes a student who has left nobody, while every count stays."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.staff import note
from legacy.carrying import batches
from legacy.models import Change, Reject
from legacy.targets import registry
from roster.models import (
    Attachment,
    Enrollment,
    FileImport,
    FileRow,
    Mark,
    Student,
)
from roster.services.attachments import delete_attachments
from roster.services.notes import blank_notes, clear_mentions, placeholder

BATCH = 500


def people_of(student):
    """The rows that are this person: the student, and guests who turned out to be the student."""
    return Student.objects.filter(models.Q(pk=student.pk) | models.Q(merged_into=student))


def refuse_present(student):
    """Raises ValidationError for somebody who has not left, or is nobody already."""
    if student.anonymised_at is not None:
        raise ValidationError(_("This student has been anonymised already."))
    if student.merged_into_id is not None:
        raise ValidationError(_("Anonymise the student whom this guest turned out to be."))
    if not student.is_former:
        raise ValidationError(_("Only students who have left can be anonymised."))


@transaction.atomic
def anonymise(student, user=None):
    """Takes from the site all that says who `student` is; marks, stays and the digest of the old
    row stay, by which imports know whom to leave alone. Cannot be undone.

    Raises ValidationError. `user` is None where a retention period did it.
    """
    held = Student.objects.select_for_update().get(pk=student.pk)
    refuse_present(held)
    people = list(people_of(held))
    for person in people:
        _forget_old_rows(person)
    blank_notes(people)
    clear_mentions(people)
    _blank_files(people)
    of_marks, of_excuses = models.Q(mark__student__in=people), models.Q(excuse__student__in=people)
    delete_attachments(Attachment.objects.filter(of_marks | of_excuses))
    _forget_log(people)
    _delete_belongings(people)
    for person in people:
        _unname(person)
    if user is not None:
        held.refresh_from_db()
        note(user, held, _("Anonymised."))


def _unname(person):
    person.name = placeholder(person)
    person.number = person.phone = person.email = person.note = person.legacy_ref = ""
    person.birth_date, person.is_active = None, False
    person.anonymised_at = timezone.now()
    person.save()


def _delete_belongings(people):
    """Guardians, excuses and whatever else goes with a student."""
    for relation in _relations():
        if relation.on_delete is models.CASCADE:
            rows = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": people}
            )
            forget_changes(rows)
            rows.delete()


def _forget_old_rows(person):
    """What imports keep of the person's old row: values of before, and rows that were rejected."""
    forget_changes(Student.objects.filter(pk=person.pk))
    table, _colon, key = person.legacy_ref.partition(":")
    if key:
        Reject.objects.filter(table=table, key=key).delete()


def _relations():
    """What refers to a student, also where the student knows no name for it."""
    fields = Student._meta.get_fields(include_hidden=True)
    return [one for one in fields if one.one_to_many and one.auto_created]


def forget_changes(rows):
    """Removes what imports keep of former values of `rows` (a queryset), to be taken back."""
    target = registry.for_model(rows.model)
    if target is not None:
        pks = list(rows.values_list("pk", flat=True))
        Change.objects.filter(target=target.name, row__in=pks).delete()


def _blank_files(people):
    """The rows of files that brought the student, the stays and the marks."""
    kinds = {
        FileImport.Kind.STUDENTS: [person.pk for person in people],
        FileImport.Kind.ENROLLMENTS: Enrollment.objects.filter(student__in=people).values("pk"),
        FileImport.Kind.MARKS: Mark.objects.filter(student__in=people).values("pk"),
    }
    for kind, targets in kinds.items():
        rows = FileRow.objects.filter(file_import__kind=kind, target__in=targets)
        rows.update(cells=[], before={}, after={}, reasons=[])


def _forget_log(people):
    """The admin's log names rows of the person."""
    _rename(Student, [one.pk for one in people])
    for relation in _relations():
        if relation.related_model is not Student:
            rows = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": people}
            )
            _rename(relation.related_model, rows.values_list("pk", flat=True))


def _rename(model, pks):
    kind = ContentType.objects.get_for_model(model)
    for lot in batches((str(pk) for pk in pks), BATCH):
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=lot)
        entries.update(object_repr="–", change_message="")
