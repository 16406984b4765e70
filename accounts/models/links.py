"""Single-use links: an invitation, a forgotten password, a new e-mail address."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User

SIGNER = Signer(salt="accounts.link", sep=".")


def new_key():
    return secrets.token_urlsafe(18)


class LinkQuerySet(models.QuerySet):
    """Chainable queries over links."""

    def open(self):
        """Those that would still work."""
        return self.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)

    def invitations(self):
        return self.filter(purpose=Link.Purpose.INVITATION)

    def find(self, token):
        """The open link that `token` stands for, or None."""
        try:
            key = SIGNER.unsign(token)
        except BadSignature:
            return None
        return self.open().select_related("user").filter(key=key).first()


class Link(models.Model):
    """One link for one person. The table alone opens nothing: the address carries a signature."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("forgotten password")
        EMAIL = "email", _("new e-mail address")

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    email = models.EmailField(_("sent to"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), db_index=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("single-use link")
        verbose_name_plural = _("single-use links")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.user} ({self.get_purpose_display()})"

    def get_absolute_url(self):
        return reverse("link", args=[SIGNER.sign(self.key)])
