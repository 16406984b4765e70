"""When a course meets."""

import datetime
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from legacy.models import ImportedModel
from roster.models.courses import Course, DateRange
from roster.querysets.lessons import LessonQuerySet


class Schedule(DateRange):
    """The weekly rule from which lessons are made."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="schedules", verbose_name=_("course")
    )
    weekday = models.SmallIntegerField(_("weekday"), choices=Weekday.choices)
    starts_at = models.TimeField(_("begins at"))
    duration = models.DurationField(_("length"), default=datetime.timedelta(minutes=50))
    period = models.PositiveSmallIntegerField(_("period"), null=True, blank=True)
    units = models.DecimalField(_("units"), max_digits=4, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("weekly lesson")
        verbose_name_plural = _("weekly lessons")
        ordering = ("weekday", "starts_at", "id")

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"

    def clean(self):
        super().clean()
        if self.duration is not None and not (
            datetime.timedelta(0) < self.duration < datetime.timedelta(days=1)
        ):
            raise ValidationError({"duration": _("A lesson lasts from one minute to a day.")})

    @property
    def ends_at(self):
        """When the lesson is over, as a time of the clock; it may pass midnight."""
        start = datetime.datetime.combine(datetime.date(2000, 1, 1), self.starts_at)
        return (start + self.duration).time()


def new_key():
    """The key of a lesson that comes from no schedule and no old row."""
    return uuid.uuid4().hex


class Lesson(ImportedModel):
    """One meeting of a course.

    `key` is never empty and unique: schedule and date, a digest of the old row, or random; so
    making or importing lessons twice changes nothing. Whether a lesson is locked is computed from
    policy and dates (`roster.services.locks`) and never stored.
    """

    key = models.CharField(max_length=80, unique=True, default=new_key, editable=False)

    class Kind(models.TextChoices):
        REGULAR = "regular", _("regular")
        MAKE_UP = "make_up", _("make-up")
        EXTRA = "extra", _("extra")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.REGULAR)
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="lessons", verbose_name=_("course")
    )
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, editable=False, related_name="lessons"
    )
    date = models.DateField(_("date"))
    period = models.PositiveSmallIntegerField(_("period"), null=True, blank=True)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    units = models.DecimalField(_("units"), max_digits=4, decimal_places=2, default=1)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken by"),
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    unlocked_until = models.DateTimeField(
        _("unlocked until"), null=True, blank=True, editable=False
    )
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ("-date", "starts_at", "period", "id")
        indexes = [
            models.Index(fields=("course", "date"), name="lesson_course_date"),
            models.Index(fields=("date",), name="lesson_date"),
            models.Index(fields=("taken_at", "date"), name="lesson_untaken"),
        ]

    def __str__(self):
        return f"{self.course} {self.date}" + (f" #{self.period}" if self.period else "")

    def get_absolute_url(self):
        return reverse("roster:lesson", args=(self.pk,))

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_taken(self):
        return self.taken_at is not None

    @property
    def state(self):
        """One word on how far the register is: cancelled, taken, partly, missing or planned.

        Needs `LessonQuerySet.with_progress`. A lesson is missing once it is over.
        """
        if self.is_cancelled:
            return "cancelled"
        if self.is_taken:
            return "taken"
        if self.marked and self.date <= timezone.localdate():  # before that: excuses
            return "partly"
        return "missing" if self.is_over else "planned"

    @property
    def is_over(self):
        """Whether the lesson's end has passed; without a time, whether its day has."""
        now = timezone.localtime()
        ending = now.date() - datetime.timedelta(days=self.passes_midnight)
        if self.date != ending or self.ends_at is None:
            return self.date < ending
        return self.ends_at <= now.time()

    @property
    def passes_midnight(self):
        """Whether the lesson ends on the day after its date."""
        return None not in (self.starts_at, self.ends_at) and self.ends_at < self.starts_at

    @property
    def starts(self):
        """The moment at which the lesson begins, or None where only the date is known."""
        if self.starts_at is None:
            return None
        return timezone.make_aware(datetime.datetime.combine(self.date, self.starts_at))

    @property
    def ends(self):
        """The moment at which the lesson is over, or None where that is not known."""
        if self.ends_at is None:
            return None
        date = self.date + datetime.timedelta(days=self.passes_midnight)
        return timezone.make_aware(datetime.datetime.combine(date, self.ends_at))
