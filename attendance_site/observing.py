"""Every request has an id, and leaves a line in the log and in the figures where these are on."""

import logging
import re
import secrets
import time

from django.conf import settings

from legacy.log import request_id
from legacy.metrics.counting import meters

GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # of a proxy; anything else could forge lines
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
HEADER = "X-Request-ID"
log = logging.getLogger("requests")


def observed(get_response):
    """The outermost middleware: what it says of an answer is what the browser gets."""

    def middleware(request):
        given = request.headers.get(HEADER, "")
        known = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        request_id.set(known)
        started = time.perf_counter()
        response = get_response(request)
        response.headers[HEADER] = known
        counted = meters()
        if counted or settings.LOG_FORMAT == "json":
            _note(request, response, time.perf_counter() - started, counted)
        return response

    return middleware


def _note(request, response, seconds, counted):
    """Nothing that says who or whom: an address may hold a link's secret, so its pattern stands
    for it."""
    found = request.resolver_match
    method = request.method if request.method in METHODS else "other"
    view = found.view_name if found else ""
    if counted:
        counted.requests.labels(view, method, response.status_code).inc()
        counted.seconds.labels(view).observe(seconds)
    fields = {
        "method": method,
        "view": view,
        "route": found.route if found else "",
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
    }
    log.info("%s %s", method, view, extra={"fields": fields})
