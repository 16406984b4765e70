"""What a mark can say."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roster.querysets.statuses import ReasonQuerySet, StatusSetQuerySet


class StatusSet(models.Model):
    """A school's own list of statuses. A set in use is versioned, never edited in place."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_default = models.BooleanField(_("for new courses"), default=False)
    retired_at = models.DateTimeField(_("retired since"), null=True, blank=True)

    objects = StatusSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("status set")
        verbose_name_plural = _("status sets")
        ordering = ("name", "-version")
        constraints = [
            models.UniqueConstraint(fields=("name", "version"), name="status_set_version")
        ]

    def __str__(self):
        return f"{self.name} v{self.version}" if self.version > 1 else self.name

    @property
    def is_used(self):
        """Whether a mark was ever made with one of its statuses; then it is not edited."""
        from roster.models.marks import Mark

        return Mark.objects.filter(status__status_set=self).exists()


class Named(models.Model):
    """Something with a name in both languages."""

    name_ko = models.CharField(_("name in Korean"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=40)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return self.name_ko if get_language() == "ko" else self.name_en


class Status(Named):
    """One answer to "was the student there?"."""

    class Kind(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        LEFT_EARLY = "left_early", _("left early")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    class Colour(models.TextChoices):
        """A colour of the style sheet goes by the kind that has it of itself."""

        BY_KIND = "", _("as its kind")
        GREEN = "present", _("green")
        AMBER = "late", _("amber")
        VIOLET = "left_early", _("violet")
        RED = "absent", _("red")
        BLUE = "excused", _("blue")

    status_set = models.ForeignKey(
        StatusSet, models.PROTECT, related_name="statuses", verbose_name=_("status set")
    )
    code = models.CharField(_("code"), max_length=20, validators=[RegexValidator(r"^[a-z_]+$")])
    hotkey = models.CharField(
        _("key"),
        max_length=1,
        validators=[
            RegexValidator(r"^[b-tv-z]$", _("One small letter, but not a or u: they do more."))
        ],
    )
    symbol = models.CharField(_("symbol"), max_length=2)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    colour = models.CharField(
        _("colour"), max_length=12, choices=Colour.choices, blank=True, default=Colour.BY_KIND
    )
    weight = models.FloatField(
        _("weight"), default=1.0, help_text=_("1 is all of the lesson, 0 is none of it")
    )
    is_counted = models.BooleanField(_("counted in the rate"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired since"), null=True, blank=True)

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        ordering = ("status_set", "position", "id")
        constraints = [
            models.UniqueConstraint(fields=("status_set", "code"), name="status_code"),
            models.UniqueConstraint(fields=("status_set", "hotkey"), name="status_hotkey"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0, weight__lte=1), name="status_weight_0_to_1"
            ),
        ]

    @property
    def shade(self):
        """The class of the style sheet that has its colour, after `kind-`."""
        return self.colour or self.kind

    @property
    def needs_minutes(self):
        """Whether "how many minutes" makes sense beside this status."""
        return self.kind in {self.Kind.LATE, self.Kind.LEFT_EARLY}

    @property
    def takes_reason(self):
        """Whether there is something to explain."""
        return self.kind != self.Kind.PRESENT


class Reason(Named):
    """Why: the second axis of the Korean school's book (질병, 미인정, 기타, 출석인정)."""

    status_set = models.ForeignKey(
        StatusSet, models.PROTECT, related_name="reasons", verbose_name=_("status set")
    )
    code = models.CharField(_("code"), max_length=20, validators=[RegexValidator(r"^[a-z_]+$")])
    needs_document = models.BooleanField(_("needs a document"), default=False)
    counts_as_present = models.BooleanField(_("counts as present"), default=False)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, validators=[MinValueValidator(0)]
    )
    retired_at = models.DateTimeField(_("retired since"), null=True, blank=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ("status_set", "position", "id")
        constraints = [models.UniqueConstraint(fields=("status_set", "code"), name="reason_code")]
