"""What people ask of each other: to unlock a lesson."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roster.models.lessons import Lesson
from roster.querysets.requests import UnlockRequestQuerySet


class UnlockRequest(models.Model):
    """A teacher wants to correct a locked lesson; the office decides."""

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="unlock_requests", verbose_name=_("lesson")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    is_granted = models.BooleanField(_("granted"), default=False, editable=False)

    objects = UnlockRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to unlock")
        verbose_name_plural = _("requests to unlock")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.lesson}: {self.reason}"
