"""Takes expired sessions out of the table, a few at a time, while people sign in."""

import time

from django.db import transaction

from accounts.models import Session

BLINK = 0.03  # seconds that one batch should take: a sign-in writes six times and may meet each
BREATH = 0.03  # seconds between two; who waits for SQLite's lock looks every 25 ms at first
SMALLEST, LARGEST = 50, 1_000  # rows of a batch


def clear_expired(pause=time.sleep):
    """Deletes every expired session and returns how many there were.

    Each batch is a transaction of its own, as large as a blink allows on this machine, and the
    time between two of them belongs to others: whoever signs in waits for one batch at most.
    The next batch begins where the last one ended, so that the server does not wade through
    what it has only marked as deleted.
    """
    cleared, size, since = 0, 100, None
    while batch := list(Session.objects.expired(since).values_list("pk", "expire_date")[:size]):
        since, keys = batch[-1][1], [key for key, _ in batch]
        with transaction.atomic():
            started = time.perf_counter()  # others wait from here on, not while this one does
            cleared += Session.objects.expired(None).filter(pk__in=keys).delete()[0]
        took = time.perf_counter() - started
        size = max(SMALLEST, min(LARGEST, 2 * size, int(size * BLINK / max(took, 1e-6))))
        pause(max(took, BREATH))
    return cleared
