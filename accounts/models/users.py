"""The user of the site: a member of staff."""

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models.sessions import Session
from accounts.querysets import ENDS_SESSIONS, RoleQuerySet, StaffQuerySet
from legacy.models import ImportedModel


class StaffManager(UserManager.from_queryset(StaffQuerySet)):
    """Finds and makes users whatever the case in which the sign-in name was typed."""

    def get_by_natural_key(self, username):
        return self.get(username=username.lower())

    def _create_user_object(self, username, email, password, **extra):
        return super()._create_user_object(username.lower(), email, password, **extra)


class User(AbstractUser, ImportedModel):
    """A member of staff. `username` is the sign-in name, always lower case; the e-mail address
    may be empty. A demo account belongs to the bundled sample and opens no other site."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    password = models.CharField(_("password"), max_length=255)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    must_change_password = models.BooleanField(
        _("must change the password"), default=False, editable=False
    )

    objects = StaffManager()
    REQUIRED_FIELDS = ("name",)

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ("name", "username")
        permissions = tuple(roles.RIGHTS.items())

    def __str__(self):
        return self.name or self.username

    def clean(self):
        super().clean()
        self.username = self.username.lower()

    def get_absolute_url(self):
        return reverse("staff:member", args=[self.pk])

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """As Django's, and ends this user's sessions where it touches the rights."""
        touched = ENDS_SESSIONS if update_fields is None else ENDS_SESSIONS & set(update_fields)
        ends = bool(self.pk and touched) and self._differs(touched)
        super().save(*args, update_fields=update_fields, **kwargs)
        if ends:
            Session.objects.of(self).delete()

    def _differs(self, fields):
        """Whether the database has other values of `fields` than this object."""
        stored = User.objects.filter(pk=self.pk).values(*fields).first()
        return stored is not None and any(getattr(self, name) != stored[name] for name in fields)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def _held(self):
        """`(role, right)` for each right of each role, `(role, None)` for a role without any."""
        return list(Role.objects.of(self).with_rights())

    @cached_property
    def roles(self):
        """The names of this user's roles; a superuser is an administrator."""
        names = {role for role, _right in self._held}
        return names | {roles.ADMINISTRATOR} if self.is_superuser else names

    @cached_property
    def rights(self):
        """What this user's roles allow, of `roles.RIGHTS`; a superuser may do everything."""
        held = {right for _role, right in self._held if right}
        return set(roles.RIGHTS) if self.is_superuser else held

    @property
    def sees_everything(self):
        return roles.SEE_EVERYTHING in self.rights

    @property
    def edits_roster(self):
        return roles.EDIT_ROSTER in self.rights

    @property
    def takes_attendance(self):
        return roles.TAKE_ATTENDANCE in self.rights

    @property
    def is_administrator(self):
        return roles.ADMINISTRATOR in self.roles


class Role(Group):
    """A Django group by the name that people use."""

    objects = RoleQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("id",)

    def __str__(self):
        return str(roles.label(self.name))
