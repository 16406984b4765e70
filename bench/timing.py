"""Times calls and counts their queries."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext


def median_ms(call, repeats, prepare=None):
    """The median time of `call` in milliseconds, after two calls that do not count.

    `prepare` is called before each and is not timed; what it returns goes to `call`.
    """
    times = []
    for _ in range(repeats + 2):
        given = (prepare(),) if prepare else ()
        started = time.perf_counter()
        call(*given)
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times[2:]), 2)


def queries(call):
    """How many SQL statements `call` sends to the site's database."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
