"""Courses, who teaches them and who is in them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legacy.models import ImportedModel
from roster.days import require_within_reach
from roster.models.people import Student
from roster.models.statuses import StatusSet
from roster.querysets.courses import (
    CourseQuerySet,
    CourseStaffQuerySet,
    EnrollmentQuerySet,
)
from roster.querysets.terms import TermQuerySet


class DateRange(models.Model):
    """Holds from one date to another, both included; either may be empty (open)."""

    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("This is before the first day.")})


class Term(models.Model):
    """A semester or a school year. One that is archived has taken its courses with it."""

    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("-starts_on", "name")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="term_dates"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("roster:term", args=(self.pk,))

    def clean(self):
        super().clean()
        for date in filter(None, (self.starts_on, self.ends_on)):
            require_within_reach(date)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("This is before the first day.")})


class Holiday(models.Model):
    """A day without lessons, or a vacation. The public holidays of Korea need not be entered."""

    date = models.DateField(_("date"), unique=True)
    last_date = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("For a vacation; empty for one day.")
    )
    name = models.CharField(_("name"), max_length=80)
    has_lessons = models.BooleanField(
        _("lessons all the same"),
        default=False,
        help_text=_("Tick this for a public holiday on which you teach."),
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("-date",)

    def __str__(self):
        return f"{self.date} {self.name}"

    def clean(self):
        super().clean()
        if self.date and self.last_date and self.last_date < self.date:
            raise ValidationError({"last_date": _("This is before the first day.")})


class Course(ImportedModel):
    """A class or group that has lessons.

    One that is archived is out of lists and of today, and as readable at its address as ever;
    `is_active` may follow the old database, `archived_at` never does.
    """

    name = models.CharField(_("name"), max_length=120)
    term = models.ForeignKey(
        Term, models.SET_NULL, null=True, blank=True, verbose_name=_("term"), related_name="courses"
    )
    branch = models.CharField(_("branch"), max_length=80, blank=True)
    status_set = models.ForeignKey(StatusSet, models.PROTECT, verbose_name=_("status set"))
    note = models.TextField(_("note"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="copies"
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("name", "id")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("roster:course", args=(self.pk,))

    @property
    def is_former(self):
        """Whether the course is over, or gone from the old database."""
        return not self.is_active or self.retired_at is not None

    @property
    def is_archived(self):
        return self.archived_at is not None


class CourseStaff(ImportedModel, DateRange):
    """Who teaches a course, and from when to when; a substitute has both dates."""

    class Role(models.TextChoices):
        TEACHER = "teacher", _("teacher")
        ASSISTANT = "assistant", _("assistant")
        SUBSTITUTE = "substitute", _("substitute")

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="staff", verbose_name=_("course")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="course_roles",
        verbose_name=_("staff member"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.TEACHER)

    objects = CourseStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("teacher of a course")
        verbose_name_plural = _("teachers of courses")
        ordering = ("course", "role", "id")

    def __str__(self):
        return f"{self.user} – {self.course}"


class Enrollment(ImportedModel, DateRange):
    """A student's stay in a course. Coming back is a new row; stays never overlap, which
    `roster.services.enrollments` checks under a lock."""

    class Source(models.TextChoices):
        ENTERED = "entered", _("entered")
        IMPORTED = "imported", _("imported")
        DERIVED = "derived", _("derived from marks")

    student = models.ForeignKey(
        Student, models.PROTECT, related_name="enrollments", verbose_name=_("student")
    )
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="enrollments", verbose_name=_("course")
    )
    roll_number = models.PositiveSmallIntegerField(_("roll number"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.ENTERED, editable=False
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ("course", "roll_number", "student__name", "id")
        indexes = [
            models.Index(
                fields=("course", "student", "retired_at", "starts_on", "ends_on"),
                name="enrollment_covers",
            )
        ]

    def __str__(self):
        return f"{self.student} – {self.course}"
