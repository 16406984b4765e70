"""A session at the server."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.sessions.devices import browser_and_system, device


class SessionQuerySet(models.QuerySet):
    """Chainable queries over sessions."""

    def alive(self):
        """Those that are not over."""
        return self.filter(expire_date__gt=timezone.now())

    def of(self, *users):
        """Those in which one of `users` (or keys of users) is signed in."""
        return self.filter(user__in=users)

    def but(self, session):
        """Without that one (a `Session`)."""
        return self.exclude(pk=session.pk)

    def latest_first(self):
        """The one used last first."""
        return self.order_by("-last_seen_at", "pk")

    def expired(self, since):
        """Those that are over, the oldest first, beginning with those that ended at `since`
        (None: at the beginning)."""
        over = self.filter(expire_date__lte=timezone.now()).order_by("expire_date")
        return over.filter(expire_date__gte=since) if since else over


class Session(AbstractBaseSession):
    """One browser's session. `session_key` holds a digest of the key in the cookie."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("staff member"),
    )
    signed_in_at = models.DateTimeField(_("signed in"))
    last_seen_at = models.DateTimeField(_("last seen"))
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=255)

    objects = SessionQuerySet.as_manager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()

    @property
    def browser(self):
        """Such as "Chrome 124 · Windows 10"."""
        return browser_and_system(self.user_agent)

    @property
    def device(self):
        """Such as "Samsung SM-S918N"; empty for a computer."""
        return device(self.user_agent)

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions.store import SessionStore

        return SessionStore
