"""Bodies of requests: whole, or refused.

A server gives an application what has come when a connection breaks, and Django takes that for all
there was: a form with "15 minutes" would be saved as one with "1".
"""

import time

from django.core.exceptions import BadRequest

PATIENCE, SLOWEST = 30, 100_000  # seconds that every body has, and bytes a second beyond them


class CutOff(BadRequest):
    """The connection ended before the body did."""


class TooSlow(BadRequest):
    """The body did not come in the time that it had."""


def seconds_for(length):
    """How long a body of `length` bytes may take."""
    return PATIENCE + length / SLOWEST


class Body:
    """The body of `length` bytes in `stream`; raises CutOff or TooSlow where it is not whole."""

    def __init__(self, stream, length):
        self.stream, self.left = stream, length
        self.until = time.monotonic() + seconds_for(length)

    def read(self, size=-1):
        wanted = self._wanted(size)
        got = self.stream.read(wanted) if wanted else b""
        return self._counted(got, is_short=len(got) < wanted)

    def readline(self, size=-1):
        wanted = self._wanted(size)
        got = self.stream.readline(wanted) if wanted else b""
        return self._counted(got, is_short=len(got) < wanted and not got.endswith(b"\n"))

    def _wanted(self, size):
        return self.left if size is None or size < 0 else min(size, self.left)

    def _counted(self, got, is_short):
        self.left -= len(got)
        if is_short:
            raise TooSlow if time.monotonic() >= self.until else CutOff
        return got


def whole(application):
    """The WSGI `application`, which sees only whole bodies."""

    def guarded(environ, start_response):
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal():
            environ["wsgi.input"] = Body(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return guarded
