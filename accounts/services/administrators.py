"""The first account of a site."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts import roles
from accounts.models import User


@transaction.atomic
def create_administrator(username, name, password):
    """Makes an active user with the administrator's role and returns it.

    Raises ValidationError for a taken or impossible username and for a weak password.
    """
    user = User(username=username.lower(), name=name)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    user.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    return user
