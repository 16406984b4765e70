"""The rules by which marks are counted and lessons are locked."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from roster.models.courses import Course, DateRange
from roster.querysets.policies import PolicyQuerySet


class Policy(DateRange):
    """What holds between two dates, for one course or (course empty) for the whole site.

    A course's own policy goes before the site's; of several the one that begins last counts.
    """

    class Basis(models.TextChoices):
        HELD = "held", _("lessons held")
        PLANNED = "planned", _("lessons planned")

    class DayRule(models.TextChoices):
        """Which lesson makes a whole day late, or left early."""

        EDGE = "edge", _("the first lesson or, for leaving, the last")
        ANY = "any", _("any lesson of the day")
        NEVER = "never", _("none")

    course = models.ForeignKey(
        Course,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("course"),
        help_text=_("Empty: for the whole site."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes of grace"),
        default=0,
        help_text=_("Who comes later, or leaves earlier, by no more than this counts as present."),
    )
    absent_after = models.PositiveSmallIntegerField(
        _("absent after minutes"),
        null=True,
        blank=True,
        help_text=_(
            "Who comes later, or leaves earlier, by more than this counts as absent. Empty: never."
        ),
    )
    lates_per_absence = models.PositiveSmallIntegerField(
        _("lates that make one absence"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: lates are never added up."),
    )
    leaves_per_absence = models.PositiveSmallIntegerField(
        _("early leaves that make one absence"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: early leaves are never added up."),
    )
    minimum_rate = models.PositiveSmallIntegerField(
        _("minimum rate in percent"), default=80, validators=[MaxValueValidator(100)]
    )
    basis = models.CharField(_("basis"), max_length=8, choices=Basis.choices, default=Basis.HELD)
    lock_after_days = models.PositiveSmallIntegerField(
        _("locked after days"), null=True, blank=True, help_text=_("Empty: never.")
    )
    taken_when_complete = models.BooleanField(
        _("taken once everybody is marked"),
        default=True,
        help_text=_("Otherwise a register counts as taken when somebody says so."),
    )

    day_absent_from = models.PositiveSmallIntegerField(
        _("absent the day from missed lessons"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: who misses all lessons of the day."),
    )
    day_late = models.CharField(
        _("late the day"),
        max_length=5,
        choices=DayRule.choices,
        default=DayRule.EDGE,
        help_text=_("The first lesson: who comes late to it or misses it."),
    )
    day_left = models.CharField(
        _("left the day early"),
        max_length=5,
        choices=DayRule.choices,
        default=DayRule.EDGE,
        help_text=_("The last lesson: who leaves it early or misses it."),
    )
    day_missed = models.BooleanField(
        _("days with other missed lessons are counted"),
        default=True,
        help_text=_("Lessons missed in between, as a Korean school record has them."),
    )
    day_once = models.BooleanField(
        _("a day counts once"),
        default=True,
        help_text=_("Who is late and leaves early on the same day counts as late only."),
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ("course", "-starts_on", "-id")

    def holds(self, course, date):
        """Whether it is about the course with the key `course` on `date`."""
        if self.course_id not in {None, course}:
            return False
        begun = self.starts_on is None or self.starts_on <= date
        return begun and (self.ends_on is None or date <= self.ends_on)

    def __str__(self):
        return f"{self.course or '*'} {self.starts_on or ''}–{self.ends_on or ''}"
