"""Files that were brought in: their rows, what would come of each, and what came of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legacy.models import Job
from roster.querysets.files import FileImportQuerySet, FileRowQuerySet


class FileImport(models.Model):
    """One file, or one paste, on its way into the book.

    `columns` says which column a field is in (`{field: place}`, from 0); `job` is the work that
    goes on, or went on last; `counts` how many rows there are of each action or outcome.
    """

    class Kind(models.TextChoices):
        STUDENTS = "students", _("students")
        COURSES = "courses", _("courses")
        ENROLLMENTS = "enrollments", _("enrolments")
        MARKS = "marks", _("marks")

    class State(models.TextChoices):
        READING = "reading", _("to be read")
        OPEN = "open", _("columns to be matched")
        CHECKED = "checked", _("to be looked at")
        DONE = "done", _("done")
        UNDONE = "undone", _("taken back")

    class MatchBy(models.TextChoices):
        NUMBER = "number", _("student number")
        NUMBER_AND_NAME = "number_name", _("student number and name")
        NAME_AND_BIRTH = "name_birth", _("name and birth date")
        KEY = "key", _("the number that this book gave (exported files)")

    class DateOrder(models.TextChoices):
        YEAR = "ymd", _("the year (26/3/1 is 1 March 2026)")
        MONTH = "mdy", _("the month (3/1/26 is 1 March 2026)")
        DAY = "dmy", _("the day (1/3/26 is 1 March 2026)")

    kind = models.CharField(_("what is in it"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("file"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    header_row = models.PositiveIntegerField(_("row with the headings"), default=0)
    columns = models.JSONField(_("columns"), default=dict)
    match_by = models.CharField(
        _("students are known by"), max_length=12, choices=MatchBy.choices, default=MatchBy.NUMBER
    )
    date_order = models.CharField(
        _("what comes first in dates"), max_length=3, choices=DateOrder.choices, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year of dates without one"), null=True, blank=True)
    takes_all = models.BooleanField(_("all or nothing"), default=True)
    is_stale = models.BooleanField(_("the book has changed meanwhile"), default=False)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(_("counts"), default=dict)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a file")
        verbose_name_plural = _("imports of files")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self):
        return reverse("roster:file_import", args=(self.pk,))

    @property
    def is_busy(self):
        """Whether a job is at it."""
        return self.job is not None and self.job.is_open

    @property
    def is_to_be_matched(self):
        """Whether it was read, and nobody has said yet which column is what."""
        begun = self.job is not None and self.job.state != Job.State.DONE
        return self.state == self.State.OPEN and not begun


class FileContent(models.Model):
    """A file as it was sent, until a worker has read it."""

    file_import = models.OneToOneField(FileImport, models.CASCADE, related_name="content")
    data = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.file_import}"


class FileRow(models.Model):
    """One row of a file. `cells` are texts, or `{"fault": code}`; `fault` is what is wrong with the
    row as a whole. `reasons` are `[[code, values]]` (`roster.files.wording`); `before` and `after`
    are the values that differ, by attribute, dates as ISO."""

    class Action(models.TextChoices):
        CREATE = "create", _("new")
        CHANGE = "change", _("change")
        SAME = "same", _("as it is")
        PROBLEM = "problem", _("cannot be taken")

    class Outcome(models.TextChoices):
        WRITTEN = "written", _("brought in")
        STALE = "stale", _("left out: meanwhile changed")
        REMOVED = "removed", _("taken back")
        KEPT = "kept", _("stays, somebody has worked on it")

    file_import = models.ForeignKey(FileImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=list)
    fault = models.CharField(max_length=12, blank=True)
    action = models.CharField(_("what comes of it"), max_length=8, choices=Action.choices)
    reasons = models.JSONField(_("why"), default=list)
    target = models.PositiveBigIntegerField(null=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome.choices)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a file")
        verbose_name_plural = _("rows of files")
        ordering = ("file_import", "number")
        constraints = [
            models.UniqueConstraint(fields=("file_import", "number"), name="file_row_number")
        ]
        indexes = [models.Index(fields=("file_import", "action"), name="file_row_action")]

    def __str__(self):
        return f"{self.file_import_id}:{self.number}"
