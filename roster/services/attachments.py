"""Keeps photos and papers with a mark or an excuse."""

from functools import partial
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from roster.models import Attachment

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
HEAD = 16  # bytes that tell the type
# What a file begins with, and what that means.
BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
HEIF = {b"heic", b"heix", b"mif1", b"msf1"}


def type_of(head):
    """The type that the first bytes of a file show, or None where it is no photo and no PDF."""
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        return "image/heic"
    return None


@transaction.atomic
def attach(owner, files, user):
    """Keeps `files` (Django's UploadedFile, checked by the form) with `owner`, a Mark or Excuse."""
    made = []
    for file in files:
        head = file.read(HEAD)
        file.seek(0)
        made.append(
            Attachment.objects.create(
                **{owner._meta.model_name: owner},
                file=file,
                name=PurePath(file.name).name[-120:],
                content_type=type_of(head),
                size=file.size,
                added_by=user,
            )
        )
    return made


def take_away(attachment):
    """Shows the attachment no more; the file stays."""
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=("removed_at",))


@transaction.atomic
def delete_attachments(attachments):
    """Deletes `attachments` (a queryset) with their files; returns how many."""
    files = [attachment.file for attachment in attachments]
    number, _models = attachments.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
    return number
