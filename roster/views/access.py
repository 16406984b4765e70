"""Who may do what on a page. What one may not see does not exist; what one may see but not
change is refused."""

from functools import wraps

from django.core.exceptions import PermissionDenied

from roster.services import errors
from roster.services.excuses import may_decide

STATUSES = {
    errors.ExcuseDecided: 409,
    errors.LessonCancelled: 409,
    errors.LessonChanged: 409,
    errors.LessonLocked: 423,
    errors.InvalidEntries: 400,
    errors.MarkConflict: 409,
    errors.RequestReused: 409,
}


def status_of(error):
    """The HTTP status that says what a `services.errors.Refused` says."""
    return STATUSES[type(error)]


def _only(allowed):
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


decides_excuses = _only(may_decide)
takes_attendance = _only(lambda user: user.takes_attendance)
edits_roster = _only(lambda user: user.edits_roster)
