"""Attempts at the door, as long as they count."""

from django.db import models
from django.db.models import Count, Q


class AttemptQuerySet(models.QuerySet):
    """Chainable queries over attempts; a limit has a `key`, an `amount` and a `duration`."""

    def within(self, limit, now):
        """Those that count for `limit` at the moment `now`."""
        return self.filter(_counts_for(limit, now))

    def counted(self, limits, now):
        """How many count for each of `limits`, as a list, with one query."""
        if not limits:
            return []
        any_of_them = Q()
        for limit in limits:
            any_of_them |= _counts_for(limit, now)
        numbers = {
            f"n{number}": Count("pk", filter=_counts_for(limit, now))
            for number, limit in enumerate(limits)
        }
        return list(self.filter(any_of_them).aggregate(**numbers).values())

    def oldest_that_counts(self, amount):
        """When the oldest of the latest `amount` was; None where there are fewer."""
        moments = self.order_by("-at").values_list("at", flat=True)
        return next(iter(moments[amount - 1 : amount]), None)


def _counts_for(limit, now):
    """Both ways: after a clock was set back, what it said before locks nobody out for long."""
    since, until = now - limit.duration, now + limit.duration
    return Q(key=limit.key, at__gt=since, at__lt=until)


class Attempt(models.Model):
    """Somebody tried a password; `key` is a digest of the name, or of the address, that it was
    for. A row goes when the password was right, or when no limit counts it any more."""

    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["key", "at"], name="accounts_attempt_key_at")]

    def __str__(self):
        return f"{self.key} {self.at}"
