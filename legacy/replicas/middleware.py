"""Decides for each request whether its page may be read from the replica."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404

from legacy.replicas.freshness import freshness
from legacy.replicas.routing import read_from_replica, reads_from_replica

SAFE = {"GET", "HEAD"}
WROTE = "wrote"  # the cookie of a browser that has just written
SLACK = 2  # seconds in which an answer reaches the browser


class ReplicaMiddleware:
    """The last one before the view, so that it knows which one that is.

    A browser that has written carries a cookie for as long as a replica that is used may be
    behind. Nobody gains by forging it: it only leads to the primary.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            response = self.get_response(request)
        finally:
            read_from_replica(False)
        if request.method not in SAFE:
            response.set_cookie(
                WROTE,
                "1",
                max_age=settings.REPLICA_MAX_LAG + SLACK,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request, view, args, kwargs):
        asks_primary = (
            request.method not in SAFE
            or WROTE in request.COOKIES
            or getattr(view, "reads_primary", False)
        )
        read_from_replica(not asks_primary and freshness.is_usable())

    def process_exception(self, request, exception):
        """Asks the primary where the replica is away, and where it does not know of something:
        that may have been written a moment ago."""
        if not reads_from_replica():
            return None
        if isinstance(exception, InterfaceError | OperationalError):
            freshness.give_up()
        elif not isinstance(exception, Http404):
            return None
        read_from_replica(False)
        asked = request.resolver_match
        return asked.func(request, *asked.args, **asked.kwargs)
