"""Asks the Pwned Passwords list whether a password is known. Only the first five characters of
its SHA-1 leave the site (k-anonymity), and the answer is padded so that its size tells nothing.

https://haveibeenpwned.com/API/v3#PwnedPasswords
"""

import hashlib
import logging
import urllib.request
from http.client import HTTPException

from django.conf import settings
from django.core.cache import cache

ADDRESS = "https://api.pwnedpasswords.com/range/"
SECONDS = 2
UNREACHABLE = "accounts.breached.unreachable"
SECONDS_OF_A_PAUSE = 10 * 60  # so that a school without internet waits once, not at every password
logger = logging.getLogger(__name__)


def times_breached(password):
    """How often `password` was seen in breaches; 0 also where the list is off or out of reach."""
    if not settings.CHECK_BREACHED_PASSWORDS or cache.get(UNREACHABLE):
        return 0
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        lines = _ask(digest[:5])
        return next((int(n) for tail, n in lines if tail == digest[5:]), 0)
    except (OSError, HTTPException, ValueError) as error:
        logger.info("The list of breached passwords cannot be asked: %s", error)
        cache.set(UNREACHABLE, True, SECONDS_OF_A_PAUSE)
        return 0


def _ask(prefix):
    """`[tail, times]` of every digest that begins with `prefix`."""
    request = urllib.request.Request(  # noqa: S310 - ADDRESS is a constant and says https
        ADDRESS + prefix, headers={"Add-Padding": "true", "User-Agent": "attendance-book"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return [line.split(":") for line in answer.read().decode("ascii").split()]
