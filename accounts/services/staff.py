"""What an administrator does to the accounts of others is written down."""

from django.contrib.admin.models import CHANGE, LogEntry


def note(by, user, message, action=CHANGE):
    """Writes `message`, what `by` did to `user`, into the admin's log."""
    LogEntry.objects.log_actions(by.pk, [user], action, message, single_object=True)
