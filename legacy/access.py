"""Who may look at the old database in the browser."""

from functools import wraps

from django.http import Http404


def administrators_only(view):
    """View decorator: for everybody but administrators the page does not exist."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not getattr(request.user, "is_administrator", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
