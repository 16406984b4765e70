"""The steps of the year's turn, kept so that they can be taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roster.models.courses import Course, Term
from roster.querysets.terms import TurnQuerySet


class Turn(models.Model):
    """One step: courses copied to a term, or students moved to a course.

    `made` says what was done, in the words of `services.copying` and `services.moving`.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("courses copied")
        MOVE = "move", _("students moved")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="turns")
    source = models.ForeignKey(Course, models.CASCADE, null=True, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField(_("how many"))
    made = models.JSONField(default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the year's turn")
        verbose_name_plural = _("steps of the year's turn")
        ordering = ("-id",)
        default_permissions = ()

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
