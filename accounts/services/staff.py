"""What people do to the accounts and the data of others is written down."""

from django.contrib.admin.models import CHANGE, LogEntry


def note(by, row, message, action=CHANGE):
    """Writes `message`, what `by` did to `row`, an account or a student, into the admin's log."""
    LogEntry.objects.log_actions(by.pk, [row], action, message, single_object=True)
