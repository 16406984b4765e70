"""Takes expired sessions out of the table, a few at a time, while people sign in."""

import time

from accounts.models import Session

BLINK = 0.1  # seconds that one batch should take
SMALLEST, LARGEST = 20, 5_000  # rows of a batch


def clear_expired(pause=time.sleep):
    """Deletes every expired session and returns how many there were.

    Each batch is a transaction of its own, as large as a blink allows on this machine, and the
    time between two of them belongs to others: whoever signs in waits for one batch at most.
    The next batch begins where the last one ended, so that the server does not wade through
    what it has only marked as deleted.
    """
    cleared, size, since = 0, 100, None
    while batch := list(Session.objects.expired(since).values_list("pk", "expire_date")[:size]):
        started = time.perf_counter()
        since = batch[-1][1]
        cleared += (
            Session.objects.expired(None).filter(pk__in=[key for key, _ in batch]).delete()[0]
        )
        took = time.perf_counter() - started
        size = max(SMALLEST, min(LARGEST, 2 * size, int(size * BLINK / max(took, 1e-6))))
        pause(took)
    return cleared
