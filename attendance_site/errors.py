"""Error pages that Django does not find by name. 404 it does."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from accounts.sessions.middleware import device_of
from attendance_site.bodies import TooSlow
from legacy.log import request_id

logger = logging.getLogger("security")
SECONDS_OF_A_LIMIT = 60  # the limits by address in the settings are per minute


def csrf_failure(request, reason=""):
    """403 for a form that came without its token, usually because cookies are off or it is old."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception):
    """400, 408 where it came too slowly, or 413 where there is more of it than is taken."""
    if isinstance(exception, TooSlow):
        return HttpResponse(render_to_string("408.html"), status=408)
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return defaults.bad_request(request, exception)


def forbidden(request, exception):
    """403, and a line in the log: who wanted what."""
    said = (request.user.pk, device_of(request).ip, request.method, request.get_full_path())
    logger.warning("403 for user %s from %s: %s %r", *said)
    return defaults.permission_denied(request, exception)


def too_large(request):
    """413 for what is larger than any form or file of this site."""
    return HttpResponse(render_to_string("413.html"), status=413)


def too_many_requests(request):
    """429 with `Retry-After` in seconds."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(SECONDS_OF_A_LIMIT)
    return response


def broken(request):
    """500, or 503 with `Retry-After` where it is the database that does not answer."""
    # Without the request: who is signed in would be asked of that very database.
    context = {"request_id": request_id.get()}
    if isinstance(sys.exception(), InterfaceError | OperationalError):
        page = render_to_string("503.html", context)
        return HttpResponse(page, status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html", context), status=500)
