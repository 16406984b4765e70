"""What day it is at the site."""

from django.utils import timezone


def today():
    """The date in the site's own time zone (`TIME_ZONE`), whatever the server's clock is set to."""
    return timezone.localdate()
