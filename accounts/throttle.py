"""How often a password may be guessed: counted in the database, so that all workers count together.

An attempt is written down before the password is looked at and struck out when it was right, with
one statement each for all limits: allauth's own counters in the cache take a dozen for every limit.
"""

import datetime
import math
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import known_browsers
from accounts.models import Attempt

APP = "allauth.account"
# The limits of each stand in the settings: every attempt; those of strangers; of known browsers.
ALL, STRANGERS, KNOWN = "login_all", "login_failed", "login_known"


@dataclass(frozen=True)
class Limit:
    """At most `amount` attempts with this `key` within `duration`; `whole` counts right ones."""

    key: str
    amount: int
    duration: datetime.timedelta
    whole: bool


@dataclass(frozen=True)
class Count:
    """An attempt that was written down: at which moment, with which keys."""

    at: datetime.datetime
    keys: list

    def rollback(self):
        """Strikes it out, because the password was right."""
        Attempt.objects.filter(key__in=self.keys, at=self.at).delete()


def count(request, username, user):
    """Counts one attempt on `username`, which is `user`'s or (None) nobody's.

    Returns a `Count`, to be rolled back where the password was right, or None where there
    were too many. The address counts for strangers only: whoever floods the sign-in page from
    within a school keeps nobody out who has signed in there before.
    """
    limits, now = _limits(request, username, user), timezone.now()
    Attempt.objects.bulk_create(Attempt(key=key, at=now) for key in _keys(limits))
    refused = _first_reached(limits, now)
    if refused is None:
        return Count(now, _keys(one for one in limits if not one.whole))
    # What was not looked at is no guess; but for the address, where an earlier limit has room.
    kept = _keys(limits[: limits.index(refused)])
    gone = [key for key in _keys(limits) if key not in kept]
    Attempt.objects.filter(key__in=gone, at=now).delete()
    return None


def seconds_to_wait(request, username, user):
    """After how many seconds the next attempt on `username` is looked at."""
    now, waits = timezone.now(), [1]
    for limit in _limits(request, username, user):
        oldest = Attempt.objects.within(limit, now).oldest_that_counts(limit.amount)
        if oldest:
            waits.append(math.ceil((oldest + limit.duration - now).total_seconds()))
    return max(waits)


def forget(username):
    """Lifts the lock of an account whose owner has just proved to be it."""
    Attempt.objects.filter(key=_digest(STRANGERS, "key", username)).delete()


def longest():
    """For how long an attempt counts at most; older ones can go."""
    rates = [rate for action in (ALL, STRANGERS, KNOWN) for rate in _rates(action)]
    return datetime.timedelta(seconds=max((rate.duration for rate in rates), default=0))


def _limits(request, username, user):
    action, name = STRANGERS, username
    if known_browsers.is_known(request, user):
        action, name = KNOWN, f"{username}:{known_browsers.fingerprint(user)}"
    limits = []
    for one in (ALL, action):
        for rate in _rates(one):
            value = ratelimit.get_ip(request) if rate.per == "ip" else name
            duration = datetime.timedelta(seconds=rate.duration)
            key = _digest(one, rate.per, value)
            limits.append(Limit(key, rate.amount, duration, whole=one == ALL))
    return limits


def _rates(action):
    return ratelimit.get_rates(app=APP, action=action)


def _keys(limits):
    return list(dict.fromkeys(limit.key for limit in limits))


def _digest(action, per, value):
    """What is kept of a name: people type their passwords there."""
    return salted_hmac("accounts.throttle", f"{action}|{per}|{value}").hexdigest()


def _first_reached(limits, now):
    """The first of `limits` that the attempt of `now`, already written down, exceeds, or None."""
    counted = Attempt.objects.counted(limits, now)
    exceeded = (one for one, number in zip(limits, counted, strict=True) if number > one.amount)
    return next(exceeded, None)
