"""Ending sessions on purpose."""

from django.utils.translation import ngettext

from accounts.services.staff import note


def end_sessions(sessions, of, by):
    """Ends a queryset of sessions of the user `of` and returns how many there were. What one does
    to somebody else is logged."""
    ended, _rows = sessions.delete()
    if ended and of != by:
        said = ngettext("Signed out of %(n)d browser.", "Signed out of %(n)d browsers.", ended)
        note(by, of, said % {"n": ended})
    return ended
