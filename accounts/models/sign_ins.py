"""The sign-in log."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.sessions.devices import browser_and_system


class SignIn(models.Model):
    """Somebody came in or tried to. What was typed for a name that nobody has is not kept:
    people type their passwords there."""

    class Outcome(models.TextChoices):
        ENTERED = "entered", _("successful")
        WRONG_PASSWORD = "password", _("wrong password")
        UNKNOWN = "unknown", _("no such account")
        INACTIVE = "inactive", _("account not active")
        WRONG_CODE = "code", _("wrong code of the second factor")
        LOCKED = "locked", _("too many attempts")
        LINK = "link", _("password set through a link")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="sign_ins", verbose_name=_("staff member")
    )
    username = models.CharField(_("username"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-in log")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.username or '?'}: {self.get_outcome_display()}"

    @property
    def browser_name(self):
        """Such as "Chrome 124 · Windows 10"."""
        return browser_and_system(self.browser)

    @property
    def succeeded(self):
        return self.outcome in {self.Outcome.ENTERED, self.Outcome.LINK}
