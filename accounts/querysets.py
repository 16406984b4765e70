"""Chainable queries over staff and roles."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models, transaction
from django.db.models import FilteredRelation, Max, Q
from django.utils import timezone

from accounts import roles
from accounts.models.sessions import Session

# Whoever has these changed begins anew with signing in, and so does who was deactivated in between.
ENDS_SESSIONS = frozenset({"password", "is_active", "is_superuser"})


class StaffQuerySet(models.QuerySet):
    """Staff by what an administrator asks."""

    @transaction.atomic
    def update(self, **values):
        """As Django's, and ends the sessions of those whose rights it touches."""
        if ENDS_SESSIONS.isdisjoint(values):
            return super().update(**values)
        users = list(self.values_list("pk", flat=True))
        changed = super().update(**values)
        Session.objects.of(*users).delete()
        return changed

    def administrators(self):
        """Those who are active and have the role, or are superusers."""
        in_group = Q(groups__name=roles.ADMINISTRATOR)
        return self.filter(in_group | Q(is_superuser=True), is_active=True).distinct()

    def active(self):
        return self.filter(is_active=True)

    def search(self, text):
        """By name, sign-in name, e-mail or phone; all where the text is empty."""
        text = text.strip().replace("\0", "")
        if not text:
            return self
        fields = ("name", "username", "email", "phone")
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": text})
        return self.filter(found)

    def without_password(self):
        """Those who cannot sign in for want of one."""
        return self.filter(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))

    def with_old_password(self):
        """Those whose password is still the one of the old database: hashed there, or (to be
        changed at once) written in plain text."""
        old = Q(password__startswith="legacy$")  # noqa: S106 - the name of a hasher
        old |= Q(must_change_password=True)
        return self.filter(old).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def with_invitations(self):
        """Adds `invited_until`: when the open invitation ends, or None."""
        waiting = Q(
            links__purpose="invitation", links__used_at=None, links__expires_at__gt=timezone.now()
        )
        return self.annotate(invited_until=Max("links__expires_at", filter=waiting)).order_by(
            "name", "username"
        )

    def waiting_for_invitation(self):
        """Active people without a password whom nobody has invited, or not lately."""
        return self.active().without_password().with_invitations().filter(invited_until=None)

    def reachable_as(self, text):
        """Active staff with a password whose sign-in name or e-mail address is `text`."""
        text = text.strip().lower()
        named = Q(username=text) | Q(email__iexact=text)
        has_none = self.without_password().values("pk")
        return self.active().filter(named).exclude(email="").exclude(pk__in=has_none)


class RoleQuerySet(models.QuerySet):
    """Roles by who has them and what they allow."""

    def of(self, user):
        return self.filter(user=user)

    def with_right(self, right):
        """Those that allow `right`, of `roles.RIGHTS`."""
        return self.filter(permissions__codename=right)

    def with_rights(self):
        """`(name, right)` for each right of each role, `(name, None)` for a role without any."""
        rights = Q(permissions__codename__in=list(roles.RIGHTS))
        held = FilteredRelation("permissions", condition=rights)
        return self.annotate(held=held).values_list("name", "held__codename").order_by()
