"""What an administrator does about the second factor of others."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Session
from accounts.services.staff import note


@transaction.atomic
def remove(user, by):
    """Removes every second factor of `user` and ends the sessions; returns whether there was one.

    Who has to have one sets up another after the next sign-in.
    """
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if removed:
        Session.objects.of(user).delete()
        note(by, user, _("The second step was removed."))
    return bool(removed)
