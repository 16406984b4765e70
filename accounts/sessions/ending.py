"""Ending sessions on purpose."""

from django.contrib.admin.models import CHANGE, LogEntry


def end_sessions(sessions, of, by):
    """Ends a queryset of sessions of one user at once and returns how many there were. What one
    does to somebody else is logged."""
    ended, _rows = sessions.delete()
    if ended and of != by:
        said = [{"deleted": {"name": "session", "object": str(ended)}}]
        LogEntry.objects.log_actions(by.pk, [of], CHANGE, said, single_object=True)
    return ended
