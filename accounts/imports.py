"""Staff of the old database become users of the site."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import roles
from accounts.hashers import LegacyPasswordHasher
from accounts.models import User
from accounts.vocabulary import STAFF
from legacy.targets import Field, Target, registry


@registry.register
class Staff(Target):
    """Users with their old sign-in name in lower case. Role, active state and password are set
    once and belong to the site from then on.

    `password` is a digest: where it is of a known kind (`accounts.old_passwords`) it works until
    the first sign-in, wrapped; otherwise the person is invited. `plain_password` is text that
    anybody could read: it is hashed, and must be changed at the first sign-in.
    """

    name = "staff"
    model = User
    made = frozenset({"password", "is_staff", "date_joined", "must_change_password"})
    recognition = STAFF
    fields = (
        Field("username", required=True),
        Field("name", required=True),
        Field("phone"),
        Field("email"),
        Field("active", "boolean", attribute="is_active", once=True),
        Field("password", once=True),
        Field("plain_password", once=True),
        Field("role", "choice", once=True, choices=tuple(roles.LABELS)),
    )

    def prepare(self, values):
        values["username"] = values["username"].lower()

    def admit(self, candidates, there):
        """Refuses a sign-in name that somebody else at the site already has."""
        wanted = {one.values["username"]: one.key for one in reversed(candidates)}
        users = User.objects.filter(username__in=wanted).values_list("username", "legacy_key")
        taken = {**wanted, **dict(users)}
        admitted = []
        for one in candidates:
            name = one.values["username"]
            if wanted[name] == taken[name] == one.key:
                admitted.append(one)
            else:
                self.run.reject(self.name, one.row, "username taken", name)
        return admitted

    def create(self, objects):
        chosen = {user.username: user.__dict__.pop("role", None) for user in objects}
        for user in objects:
            _set_password(user)
            user.is_staff = chosen[user.username] == roles.ADMINISTRATOR
        User.objects.bulk_create(objects)
        made = dict(User.objects.filter(username__in=chosen).values_list("username", "pk"))
        groups = dict(Group.objects.values_list("name", "pk"))
        through = User.groups.through
        through.objects.bulk_create(
            through(user_id=made[name], group_id=groups[role])
            for name, role in chosen.items()
            if role in groups
        )


def _set_password(user):
    """From what stood in the old database, which is kept nowhere as it was. The passwords of the
    bundled sample are known to everyone: they open no other site."""
    plain = user.__dict__.pop("plain_password", None)
    known_to_all = settings.LEGACY_IS_SAMPLE and not settings.IS_SAMPLE
    wrapped = None if known_to_all else LegacyPasswordHasher().wrap(user.password or "")
    if known_to_all:
        user.password = make_password(None)
    elif wrapped is None and plain:
        user.must_change_password = True
        user.password = make_password(plain)
    else:
        user.password = wrapped or make_password(None)
