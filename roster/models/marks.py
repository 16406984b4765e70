"""Who was there: the marks and everything that ever happened to them."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roster.models.lessons import Lesson
from roster.models.people import Student
from roster.models.statuses import Reason, Status
from roster.querysets.marks import MarkEventQuerySet, MarkQuerySet

MOST_MINUTES = 1440


class Mark(models.Model):
    """What the book says of one student at one lesson.

    `status` empty means "not marked", which is not "present"; a mark that is blanked again keeps
    its row and its version. `imported` is the value that the old database last had
    (`{"status": code, "reason": code, "minutes": n, "note": text}`); `imported_version` is the
    version this mark had then, so a higher `version` says that a person has changed it here.
    """

    class Source(models.TextChoices):
        ENTERED = "entered", _("entered")
        IMPORTED = "imported", _("imported")
        IMPLIED = "implied", _("implied by the old database")

    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="marks", verbose_name=_("lesson")
    )
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="marks", verbose_name=_("student")
    )
    status = models.ForeignKey(
        Status, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("status")
    )
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.ENTERED, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    legacy_key = models.CharField(max_length=40, null=True, unique=True, editable=False)
    imported = models.JSONField(null=True, editable=False)
    imported_version = models.PositiveIntegerField(null=True, editable=False)
    import_run = models.PositiveBigIntegerField(_("brought by import"), null=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ("lesson", "student")
        indexes = [  # all that a rate is made of: reports of the whole site read nothing else
            models.Index(
                fields=("lesson", "student", "status", "reason", "minutes"), name="mark_counted"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("lesson", "student"), name="mark_once_per_lesson"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__lte=MOST_MINUTES), name="mark_minutes"
            ),
        ]

    def __str__(self):
        return f"{self.student}: {self.status or '–'}"

    @property
    def is_edited_here(self):
        """Whether a person has changed it since the old database last said something."""
        return self.imported_version is None or self.version != self.imported_version


class Save(models.Model):
    """One request that changed marks, or one batch of an import.

    `request_id` comes from the browser: the same id with the same content changes nothing the
    second time, and with other content (`digest`, SHA-256) it is refused.
    """

    class Origin(models.TextChoices):
        PAGE = "page", _("lesson page")
        BOOK = "book", _("month book")
        FILE = "file", _("Excel file")
        EXCUSE = "excuse", _("excuse")
        ADMIN = "admin", _("admin")
        IMPORT = "import", _("import")

    request_id = models.UUIDField(_("request"), unique=True)
    digest = models.BinaryField(max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"), related_name="+"
    )
    origin = models.CharField(_("where"), max_length=10, choices=Origin.choices)
    content = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("save")
        verbose_name_plural = _("saves")
        ordering = ("-id",)

    def __str__(self):
        return str(self.request_id)


class MarkEvent(models.Model):
    """What one save did to one mark. Only ever added to."""

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="events", verbose_name=_("mark"))
    cause = models.ForeignKey(Save, models.PROTECT, related_name="events", verbose_name=_("save"))
    version = models.PositiveIntegerField(_("version"))
    old_status = models.ForeignKey(
        Status, models.PROTECT, null=True, related_name="+", verbose_name=_("before")
    )
    new_status = models.ForeignKey(
        Status, models.PROTECT, null=True, related_name="+", verbose_name=_("after")
    )
    old_reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, related_name="+", verbose_name=_("reason before")
    )
    new_reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, related_name="+", verbose_name=_("reason after")
    )
    old_minutes = models.PositiveSmallIntegerField(_("minutes before"), null=True)
    new_minutes = models.PositiveSmallIntegerField(_("minutes after"), null=True)
    old_note = models.CharField(_("note before"), max_length=200, blank=True)
    new_note = models.CharField(_("note after"), max_length=200, blank=True)

    objects = MarkEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("cause", "mark"), name="event_once_per_save")
        ]

    def __str__(self):
        return f"{self.old_status or '–'} → {self.new_status or '–'}"
