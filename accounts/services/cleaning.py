"""What has served its time is removed, a batch at a time, so that nobody who signs in waits."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts import throttle
from accounts.models import Attempt, Link, SignIn, User
from legacy.models import Job
from legacy.queue.kinds import names

BATCH = 5_000
KEPT_LINKS = 30  # days after which nobody asks any more what became of a link, or of its mail


def clean_sign_ins():
    """Removes lines of the sign-in log beyond SIGN_IN_LOG_DAYS (0: none); returns how many."""
    if not settings.SIGN_IN_LOG_DAYS:
        return 0
    return _delete(SignIn.objects.filter(at__lt=_ago(settings.SIGN_IN_LOG_DAYS)))


def clean_links():
    """Removes links that ended a month ago; returns how many."""
    return _delete(Link.objects.filter(expires_at__lt=_ago(KEPT_LINKS)))


def clean_mails():
    """Removes mails that could not be sent a month ago; returns how many."""
    ended = Job.objects.ended_before(_ago(KEPT_LINKS)).filter(kind__in=names(quick=True))
    return _delete(ended)


def clean_attempts():
    """Removes attempts to sign in that no limit counts any more; returns how many."""
    return _delete(Attempt.objects.filter(at__lt=timezone.now() - throttle.longest()))


def clean_jobs():
    """Removes jobs that ended more than JOB_DAYS ago (0: none); returns how many. What an import
    brought is kept with the import."""
    if not settings.JOB_DAYS:
        return 0
    return _delete(Job.objects.ended_before(_ago(settings.JOB_DAYS)))


def clean_cache():
    """Removes what has expired in the cache, which Django does only when that is full; returns how
    many entries."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    now = timezone.now().replace(microsecond=0, tzinfo=None)  # as Django writes it there
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - a name of the settings
            [connection.ops.adapt_datetimefield_value(now)],
        )
        return cursor.rowcount


def drop_old_passwords():
    """Takes the passwords of the old database from who has not used them for OLD_PASSWORD_DAYS
    (0: never) since they were brought; returns how many. Those people need an invitation."""
    if not settings.OLD_PASSWORD_DAYS:
        return 0
    unused = User.objects.with_old_password().filter(
        date_joined__lt=_ago(settings.OLD_PASSWORD_DAYS)
    )
    return sum(unused.filter(pk=user.pk).update(password=make_password(None)) for user in unused)


def _ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def _delete(rows):
    """Deletes `rows` in short transactions; returns how many there were."""
    deleted = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted += rows.model.objects.filter(pk__in=pks).delete()[0]
    return deleted
