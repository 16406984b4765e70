"""How long a session lasts. The settings have the numbers."""

import datetime

from django.conf import settings
from django.utils import timezone

ANONYMOUS = 60 * 60  # seconds; what a stranger's session may hold is half a sign-in
STAMP = datetime.timedelta(minutes=1)  # how exactly one knows when a session was last used


def idle_limit(user):
    """Seconds without activity after which a session of `user` ends: its strictest role's."""
    limits = settings.SESSION_IDLE_MINUTES
    minutes = [limits[name] for name in user.roles if name in limits]
    return 60 * min(minutes or limits.values())


def end(since, idle):
    """When a session ends that began at `since` (a timestamp) and is used now, at the latest."""
    now = timezone.now()
    return min(now + datetime.timedelta(seconds=idle), absolute_end(since))


def absolute_end(since):
    """When a session ends whatever happens; one that is yet to begin was begun under a clock that
    was set back since."""
    began = min(datetime.datetime.fromtimestamp(since, datetime.UTC), timezone.now())
    return began + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
