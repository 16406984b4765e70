"""Times calls and counts their queries."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext


def cpu_ms(call, repeats, prepare=None):
    """The same as `median_ms`, of the CPU alone: what other processes do does not count."""
    return median_ms(call, repeats, prepare, time.process_time)


def median_ms(call, repeats, prepare=None, clock=time.perf_counter):
    """The median time of `call` in milliseconds, after two calls that do not count.

    `prepare` is called before each and is not timed; what it returns goes to `call`.
    """
    times = []
    for _ in range(repeats + 2):
        given = (prepare(),) if prepare else ()
        started = clock()
        call(*given)
        times.append((clock() - started) * 1000)
    return round(statistics.median(times[2:]), 2)


def queries(call):
    """How many SQL statements `call` sends to the site's database."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
