"""Absences that somebody told of, and what the office said to that."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from roster.days import today
from roster.models.courses import DateRange
from roster.models.marks import Mark
from roster.models.people import Guardian, Student
from roster.models.statuses import Reason
from roster.querysets.excuses import ExcuseLinkQuerySet, ExcuseQuerySet


class Excuse(DateRange):
    """A student's absence on some days, or on a part of each of them.

    The part is `first_period` … `last_period` or `starts_at` … `ends_at` (both pairs empty: whole
    days). `document_due` is the day by which a paper has to be there; empty: none is needed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    student = models.ForeignKey(
        Student, models.CASCADE, related_name="excuses", verbose_name=_("student")
    )
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )
    text = models.CharField(_("what was said"), max_length=200)
    first_period = models.PositiveSmallIntegerField(_("from period"), null=True, blank=True)
    last_period = models.PositiveSmallIntegerField(_("to period"), null=True, blank=True)
    starts_at = models.TimeField(_("from (time)"), null=True, blank=True)
    ends_at = models.TimeField(_("to (time)"), null=True, blank=True)
    document_due = models.DateField(_("document by"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.WAITING, editable=False
    )
    answer = models.CharField(_("answer"), max_length=200, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    added_at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=("state", "starts_on"), name="excuse_state_starts")]

    def __str__(self):
        return f"{self.student}: {self.text}"

    def get_absolute_url(self):
        return reverse("roster:excuse", args=(self.pk,))

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def is_approved(self):
        return self.state == self.State.APPROVED

    @property
    def is_open(self):
        """Whether it is waiting or approved: whether it still counts for something."""
        return self.is_waiting or self.is_approved

    @property
    def is_overdue(self):
        """Whether the day by which a paper had to be there is over."""
        return self.document_due is not None and self.document_due < today()

    @property
    def days(self):
        """The days in words."""
        ends = (self.starts_on, self.ends_on)
        if ends[0] == ends[1] and ends[0]:
            return date_format(ends[0], "SHORT_DATE_FORMAT")
        return " – ".join(date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in ends)

    @property
    def part(self):
        """The part of each day in words; empty for whole days."""
        if self.first_period is not None:
            one = self.first_period == self.last_period
            periods = self.first_period if one else f"{self.first_period}–{self.last_period}"
            return _("Period %(period)s") % {"period": periods}
        if self.starts_at is not None:
            return f"{time_format(self.starts_at, 'H:i')}–{time_format(self.ends_at, 'H:i')}"
        return ""


class ExcuseFill(models.Model):
    """A mark that was blank until an approved excuse filled it in. `version` is the mark's since
    then: with a higher one somebody has changed it, and withdrawing lets it be."""

    excuse = models.ForeignKey(Excuse, models.CASCADE, related_name="fills")
    mark = models.ForeignKey(Mark, models.CASCADE, related_name="fills")
    version = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("excuse", "mark"), name="fill_once_per_excuse")
        ]

    def __str__(self):
        return f"{self.excuse} {self.mark}"


class ExcuseEvent(models.Model):
    """One thing that happened to an excuse. Only ever added to."""

    class Action(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        RECEIVED = "received", _("received from a guardian")
        CHANGED = "changed", _("changed")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ATTACHED = "attached", _("document added")

    excuse = models.ForeignKey(Excuse, models.CASCADE, related_name="events")
    action = models.CharField(max_length=10, choices=Action.choices)
    text = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ("id",)

    def __str__(self):
        return f"{self.excuse} {self.action}"


class ExcuseLink(models.Model):
    """A single-use link with which a guardian tells of an absence. Only the digest of its token
    is kept. Once it was used it shows what becomes of `excuse`, and `language` is the one in which
    the guardian is answered."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="excuse_links")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    excuse = models.ForeignKey(Excuse, models.SET_NULL, null=True, related_name="links")
    language = models.CharField(max_length=10, blank=True)

    objects = ExcuseLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.student)

    @property
    def is_used(self):
        return self.used_at is not None
