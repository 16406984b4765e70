"""Browsers in which somebody has signed in before.

Guesses from elsewhere lock an account for strangers; they must not lock its owner out. So a
browser in which the owner has signed in counts its attempts apart. The sign stands in the one
cookie that allauth signs for trusted browsers, beside what it says of the second factor.
"""

import time

from allauth.mfa import app_settings
from allauth.mfa.internal.flows import trust
from django.utils.crypto import salted_hmac

MOST = 20  # people who share a classroom's PC; the cookie stays below three kilobytes


def fingerprint(user):
    """What a browser keeps of `user`: nothing after a new password, nothing about who it is."""
    return salted_hmac("accounts.known_browsers", f"{user.pk}|{user.password}").hexdigest()[:32]


def is_known(request, user):
    """Whether `user` has signed in here lately, with the password of today."""
    issued = trust.decode_trust_cookie(request)
    if user is None or not issued:
        return False
    wanted = {fingerprint(user), trust.create_config_fingerprint(user)}
    return any(one.fingerprint in wanted for one in issued)


def remember(request, response, user):
    """Lets the browser that gets `response` be known as one of `user`'s."""
    mine = fingerprint(user)
    kept = [one for one in trust.decode_trust_cookie(request) if one.fingerprint != mine]
    kept.append(trust.IssuedTrust(mine, int(time.time())))
    response.set_cookie(
        app_settings.TRUST_COOKIE_NAME,
        trust.encode_trust_cookie(kept[-MOST:]),
        max_age=app_settings.TRUST_COOKIE_AGE,
        secure=app_settings.TRUST_COOKIE_SECURE,
        httponly=app_settings.TRUST_COOKIE_HTTPONLY,
        samesite=app_settings.TRUST_COOKIE_SAMESITE,
    )
