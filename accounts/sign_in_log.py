"""Writes the sign-in log, and tells owners whose password is being guessed."""

import datetime

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.models import SignIn, User

Outcome = SignIn.Outcome
ONE_DAY = datetime.timedelta(days=1)
WARN_AFTER = 10  # wrong passwords within a day, after which the owner is told
SECONDS_BETWEEN_LOCKS = 5 * 60  # a lock is one line of the log, however often it is tried


def _write(request, outcome, user):
    return SignIn.objects.create(
        user=user,
        username=user.username if user else "",
        address=_address(request),
        browser=request.headers.get("User-Agent", "").replace("\0", "")[:200],
        outcome=outcome,
    )


def _address(request):
    try:
        return get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        return None  # a socket without addresses, or fewer proxies than the settings say


def entered(request, user):
    _write(request, Outcome.ENTERED, user)


def password_set(request, user):
    _write(request, Outcome.LINK, user)


def inactive(request, user):
    _write(request, Outcome.INACTIVE, user)


def wrong_code(user):
    _write(context.request, Outcome.WRONG_CODE, user)


def wrong_password(request, username):
    """Notes a wrong password; costs the same whether `username` is anybody's or not."""
    user = User.objects.filter(username=username.lower()).first()
    _write(request, Outcome.WRONG_PASSWORD if user else Outcome.UNKNOWN, user)
    since = timezone.now() - ONE_DAY
    wrong = SignIn.objects.filter(
        user_id=user.pk if user else 0, at__gte=since, outcome=Outcome.WRONG_PASSWORD
    )
    if wrong.count() >= WARN_AFTER and cache.add(f"accounts.warned:{user.pk}", 1, 24 * 60 * 60):
        _warn(request, user, wrong)


def _warn(request, user, wrong):
    mail.send(
        "account/email/guessed",
        user.email,
        user,
        number=wrong.count(),
        addresses=sorted({str(one.address) for one in wrong[:100]}),
        forgotten=request.build_absolute_uri(reverse("account_forgotten")),
    )


def locked(request, username):
    """Notes that an attempt was refused unchecked, once in a while."""
    user = User.objects.filter(username=username.lower()).first()
    key = f"accounts.locked:{user.pk if user else 0}:{_address(request)}"
    if cache.add(key, 1, SECONDS_BETWEEN_LOCKS):
        _write(request, Outcome.LOCKED, user)
