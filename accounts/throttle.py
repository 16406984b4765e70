"""How often a password may be guessed: counted by allauth in the cache that all workers share."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache

from accounts import known_browsers

APP = "allauth.account"
STRANGERS, KNOWN = "login_failed", "login_known"  # the limits of both stand in the settings


def count(request, username, user):
    """Counts one attempt on `username`, which is `user`'s or (None) nobody's.

    Returns allauth's usage, to be rolled back where the password was right, or None where there
    were too many. The address counts for strangers only: whoever floods the sign-in page from
    within a school keeps nobody out who has signed in there before.
    """
    action, key = _counter(request, username, user)
    return ratelimit.consume(request, app=APP, action=action, key=key)


def seconds_to_wait(request, username, user):
    """After how many seconds the next attempt on `username` is looked at."""
    action, key = _counter(request, username, user)
    now, waits = time.time(), [1]
    for rate in ratelimit.get_rates(app=APP, action=action):
        address = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        history = cache.get(address, [])
        if len(history) >= rate.amount:
            waits.append(math.ceil(history[rate.amount - 1] + rate.duration - now))
    return max(waits)


def forget(request, username):
    """Lifts the lock of an account whose owner has just proved to be it."""
    for action in (STRANGERS, KNOWN):
        for rate in ratelimit.get_rates(app=APP, action=action):
            if rate.per == "key":
                key = ratelimit.get_cache_key(
                    request, app=APP, action=action, rate=rate, key=username
                )
                cache.delete(key)


def _counter(request, username, user):
    if known_browsers.is_known(request, user):
        return KNOWN, f"{username}:{known_browsers.fingerprint(user)}"
    return STRANGERS, username
