"""Photos and papers that belong to a mark or an excuse, such as a doctor's certificate."""

import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _

from roster.models.excuses import Excuse
from roster.models.marks import Mark
from roster.querysets.attachments import AttachmentQuerySet


def storage():
    """Where the files lie: outside of what the web server gives away."""
    return FileSystemStorage(location=settings.ATTACHMENTS_DIR, file_permissions_mode=0o600)


def place(attachment, name):
    """A name that says nothing and that nobody guesses."""
    del attachment, name
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


class Attachment(models.Model):
    """One file of a mark or of an excuse. `content_type` is what its first bytes say, never what
    the browser said; one that is taken away stays, and says since when."""

    mark = models.ForeignKey(
        Mark, models.PROTECT, null=True, related_name="attachments", verbose_name=_("mark")
    )
    excuse = models.ForeignKey(
        Excuse, models.PROTECT, null=True, related_name="attachments", verbose_name=_("excuse")
    )
    file = models.FileField(_("file"), storage=storage, upload_to=place)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("bytes"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    added_at = models.DateTimeField(_("at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("taken away at"), null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mark=None, excuse__isnull=False)
                | models.Q(mark__isnull=False, excuse=None),
                name="attachment_of_one_thing",
            )
        ]

    def __str__(self):
        return self.name
