"""What has been kept long enough goes: how long is in the settings, and 0 is for ever."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from legacy.carrying import batches
from legacy.cleaning import OldRows
from legacy.models import Job
from roster.days import today
from roster.models import Attachment, FileImport, Guardian, Student
from roster.services.attachments import delete_attachments
from roster.services.privacy import anonymise, forget_changes

BATCH = 200
OPEN_STATES = (Job.State.WAITING, Job.State.RUNNING)


def apply_retention(dry_run=False):
    """Yields (what, days, how many) for each kind of data; with `dry_run` nothing is removed."""
    for what, days, due, remove in RULES:
        limit = getattr(settings, days)
        if not limit:
            yield what, 0, 0
            continue
        found = due(limit)
        yield what, limit, found.count() if dry_run else remove(found)


def _former(days):
    """Students who left more than `days` days ago."""
    return Student.objects.left_before(today() - datetime.timedelta(days=days))


def _guardians(days):
    return Guardian.objects.filter(student__in=_former(days))


def _attachments(days):
    before = timezone.now() - datetime.timedelta(days=days)
    return Attachment.objects.filter(added_at__lt=before)


def _anonymise(students):
    """One by one, each in a transaction of its own, so that nobody who works waits."""
    number = 0
    for student in list(students):
        anonymise(student)
        number += 1
    return number


def _remove_guardians(guardians):
    number = 0
    for students in batches(guardians.values_list("student", flat=True).distinct(), BATCH):
        with transaction.atomic():
            rows = Guardian.objects.filter(student__in=students)
            forget_changes(rows)
            number += rows.delete()[0]
            Student.objects.filter(pk__in=students).update(guardians_removed_at=timezone.now())
    return number


def _remove_attachments(attachments):
    lots = batches(list(attachments.values_list("pk", flat=True)), BATCH)
    return sum(delete_attachments(Attachment.objects.filter(pk__in=pks)) for pks in lots)


def _files(days):
    before = timezone.now() - datetime.timedelta(days=days)
    return FileImport.objects.filter(created_at__lt=before).exclude(job__state__in=OPEN_STATES)


def _remove_files(files):
    """With their rows, one file after another."""
    return sum(bool(file.delete()) for file in list(files))


# (what, the setting with its days, a function of days that finds, one that removes what was found)
RULES = (
    ("former students", "KEEP_STUDENTS_DAYS", _former, _anonymise),
    ("their guardians", "KEEP_GUARDIANS_DAYS", _guardians, _remove_guardians),
    ("attached files", "KEEP_ATTACHMENTS_DAYS", _attachments, _remove_attachments),
    ("files brought in", "KEEP_FILES_DAYS", _files, _remove_files),
    ("copies of old rows", "KEEP_OLD_ROWS_DAYS", OldRows, OldRows.remove),
)
