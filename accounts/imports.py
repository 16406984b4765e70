"""Staff of the old database become users of the site."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import User
from accounts.vocabulary import STAFF
from legacy.targets import Field, Target, registry


@registry.register
class Staff(Target):
    """Users with their old sign-in name in lower case. Role, active state and password are set
    once and belong to the site from then on."""

    name = "staff"
    model = User
    made = frozenset({"password", "is_staff", "date_joined"})
    recognition = STAFF
    fields = (
        Field("username", required=True),
        Field("name", required=True),
        Field("phone"),
        Field("email"),
        Field("active", "boolean", attribute="is_active", once=True),
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
            user.password = make_password(None)
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
