"""Loads and saves the session of a request, and notes that it was used."""

from allauth.account.adapter import get_adapter
from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from accounts.doors import to_the_door
from accounts.sessions.store import Device

BACKGROUND = "X-Background"  # a request with this header was sent by a clock, not by a person


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, and the idle limit. What nobody asked for with a click is no activity."""

    def process_request(self, request):
        super().process_request(request)
        request.session.device = device_of(request)

    def process_response(self, request, response):
        if response.status_code < 500 and request.session.accessed:
            self._note(request)
            if request.session.row and request.session.row.user_id:
                # The browser keeps nothing: after signing out, "back" asks the server.
                response.headers.setdefault("Cache-Control", "no-store, private")
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            # Somebody ended the session from elsewhere while this answer was being made.
            return to_the_door(request)

    @staticmethod
    def _note(request):
        session, user = request.session, getattr(request, "user", None)
        if session.row is None or user is None:
            return
        if session.row.user_id and not user.is_authenticated:
            session.flush()  # deactivated: what is activated again begins with signing in
        elif BACKGROUND not in request.headers:
            session.seen()


def device_of(request):
    """From where `request` comes, as far as it says."""
    try:
        ip = get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        ip = None  # a socket without addresses, or fewer proxies than the settings say
    return Device(ip, request.headers.get("User-Agent", "")[:255])
