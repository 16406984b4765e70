"""Who is told of what: rules, what was found by them, and the mails that go out."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roster.days import today
from roster.models.courses import Course
from roster.models.excuses import Excuse
from roster.models.people import Guardian, Student
from roster.querysets.alerts import AlertMessageQuerySet, AlertQuerySet, AlertRuleQuerySet


class AlertRule(models.Model):
    """Of what somebody is told: for one course or (course empty) for all. `number` is how many
    absences in a row, or how many days before a paper is due."""

    class Kind(models.TextChoices):
        ABSENT = "absent", _("absent without notice")
        ROW = "row", _("absent several times in a row")
        BELOW = "below", _("below the minimum rate")
        DOCUMENT = "document", _("document due soon")
        OVERDUE = "overdue", _("document overdue")

    class Recipient(models.TextChoices):
        GUARDIAN = "guardian", _("guardian")
        TEACHER = "teacher", _("teacher")
        OFFICE = "office", _("office")

    kind = models.CharField(_("told of"), max_length=8, choices=Kind.choices)
    recipient = models.CharField(_("who is told"), max_length=8, choices=Recipient.choices)
    course = models.ForeignKey(
        Course,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("course"),
        help_text=_("Empty: for the whole site."),
    )
    number = models.PositiveSmallIntegerField(
        _("how many"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("How many absences in a row; how many days before a document is due."),
    )
    starts_on = models.DateField(
        _("from"), default=today, help_text=_("Nobody is told of what was before this day.")
    )
    is_active = models.BooleanField(
        _("active"), default=False, help_text=_("Look at the preview before you tick this.")
    )

    objects = AlertRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")
        ordering = ("kind", "recipient", "id")
        default_permissions = ()

    def __str__(self):
        return f"{self.get_kind_display()} → {self.get_recipient_display()}"

    def get_absolute_url(self):
        return reverse("roster:alert_rule", args=(self.pk,))

    @property
    def lasts(self):
        """Whether it is about a state that lasts, of which is told once until it has ended."""
        return self.kind in {self.Kind.ROW, self.Kind.BELOW}


class Alert(models.Model):
    """One thing that a rule has found. `key` is a digest of what it is, so that nothing is found
    twice; `lessons` are the ids of the lessons that are named."""

    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="alerts")
    key = models.CharField(max_length=64, unique=True)
    student = models.ForeignKey(Student, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, null=True, related_name="+")
    excuse = models.ForeignKey(Excuse, models.CASCADE, null=True, related_name="+")
    date = models.DateField()
    lessons = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        default_permissions = ()

    def __str__(self):
        return f"{self.rule}: {self.student}"


class AlertMessage(models.Model):
    """One message to one person in the outbox. Whether it may go, and where to, is looked up at
    the moment of sending; `sent_to` says where it went."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("not sent")
        FAILED = "failed", _("failed")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="messages")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    why = models.CharField(max_length=200, blank=True)

    objects = AlertMessageQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        default_permissions = ()
        indexes = [models.Index(fields=("state", "try_at"), name="message_state_try")]

    def __str__(self):
        return str(self.guardian or self.user)
