"""Where a request goes whose visitor is not signed in: to the sign-in page. A script is told so
instead, because it would take that page for its answer. docs/security.md has the contract."""

import json
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

# What of a request is kept while its sender confirms who they are: no cookie, no environment.
KEPT = {
    "CONTENT_LENGTH", "CONTENT_TYPE", "CSRF_COOKIE", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_HOST", "HTTP_USER_AGENT", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "REQUEST_METHOD",
    "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
}  # fmt: skip
# Of a view: changing anything there asks for the password or key again, unless that was just done.
confirmed = reauthentication_required(enabled=lambda request: request.method == "POST")
PAGE, DATA = "text/html", "application/json"


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Every page is closed unless it says otherwise."""

    def handle_no_permission(self, request, view_func):
        return to_the_door(request)


class ConfirmationMiddleware(MiddlewareMixin):
    """Before allauth keeps a POST in the session until its sender has confirmed who they are:
    takes out what must not be there."""

    def process_exception(self, request, exception):
        if isinstance(exception, ReauthenticationRequired):
            request.META = {name: request.META[name] for name in KEPT & request.META.keys()}


def to_the_door(request):
    """302 to the sign-in page, or 401 where it is a script that asks."""
    wants_data = request.get_preferred_type([PAGE, DATA]) == DATA
    if not wants_data and "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    address = sign_in_address(request)
    if wants_data:
        said = _("You are not signed in any more.")
        body = {"error": "signed-out", "message": said, "sign_in": address}
        response = JsonResponse(body, status=401)
    else:
        context = {"sign_in": address}
        response = render(request, "includes/signed_out.html", context, status=401)
        response.headers["HX-Trigger"] = json.dumps({"signed-out": context})
    response.headers["WWW-Authenticate"] = 'Session realm="attendance book"'
    response.headers["Cache-Control"] = "no-store"
    return response


def sign_in_address(request):
    """The sign-in page, from which it goes back to the page that the script runs in."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    door = resolve_url(settings.LOGIN_URL)
    if not url_has_allowed_host_and_scheme(page, request.get_host()):
        return door
    parts = urlsplit(page)
    way_back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{door}?{urlencode({'next': way_back})}"
