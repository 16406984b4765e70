"""What day it is at the site."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def today():
    """The date in the site's own time zone (`TIME_ZONE`), whatever the server's clock is set to."""
    return timezone.localdate()


def require_within_reach(date):
    """Raises ValidationError for a date that no page can show: before 1900 or after 2999."""
    if not 1900 <= date.year <= 2999:
        raise ValidationError(_("This is too far away."))
