"""Error pages that Django does not find by name. 400, 403, 404 and 500 it does."""

from django.shortcuts import render

SECONDS_OF_A_LIMIT = 60  # the limits by address in the settings are per minute


def csrf_failure(request, reason=""):
    """403 for a form that came without its token, usually because cookies are off or it is old."""
    return render(request, "403_csrf.html", status=403)


def too_many_requests(request):
    """429 with `Retry-After` in seconds."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(SECONDS_OF_A_LIMIT)
    return response
