"""The demo accounts of the bundled sample open no other site."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError


def refuse_demo_accounts():
    """Raises ImproperlyConfigured while a demo account is active on a site that is no sample."""
    if settings.IS_SAMPLE:
        return
    try:
        names = active_demo_accounts()
    except DatabaseError:
        return  # no database yet, or none just now: there is nobody to let in
    if names:
        raise ImproperlyConfigured(
            f"demo accounts are active on a database that is not the sample's: {', '.join(names)}; "
            "deactivate them or use another DATABASE_URL"
        )


def active_demo_accounts():
    """Sign-in names of the demo accounts that could sign in."""
    users = get_user_model().objects.filter(is_demo=True, is_active=True)
    return list(users.order_by("username").values_list("username", flat=True))
