"""Does a transaction again that the database broke off for the sake of another."""

import random
import time
from functools import wraps

from django.db import OperationalError, connection

TRIES = 3
PAUSE = 0.05  # seconds at most between two tries
# Deadlock, also where a cluster refuses a commit; a row that changed since it was read.
BROKEN_OFF = {1213, 1020, "40P01", "40001"}


def retried(function):
    """Decorator for a function that is one transaction, of which nothing stays where it fails.

    Inside another transaction the fault goes to whoever began that: it is gone as a whole.
    """

    @wraps(function)
    def tried(*args, **kwargs):
        for left in reversed(range(TRIES)):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                if not left or connection.in_atomic_block or not _was_broken_off(error):
                    raise
            time.sleep(random.uniform(0, PAUSE))  # noqa: S311 - no secret, only apart

    return tried


def _was_broken_off(error):
    state = getattr(error.__cause__, "sqlstate", None)  # PostgreSQL's
    return bool(error.args and error.args[0] in BROKEN_OFF) or state in BROKEN_OFF
