"""Times every page of a school of one size on one database; prints JSON.

    python -m bench.growth MARKS

For each page: the middle time of a few calls, CPU of the site, statements, and the work of the
database: rows read on MariaDB, thousands of steps of its machine on SQLite. Work does not depend
on what else the computer does, so it tells which pages grow with the site.
"""

import json
import statistics
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench import school  # noqa: E402
from bench.growth_pages import pages  # noqa: E402
from bench.timing import queries  # noqa: E402

REPEATS, SECONDS = 5, 2  # of one page at most; at least once
STEPS = 1000  # of SQLite's machine between two calls of its progress handler


class Work:
    """What the database did for one call."""

    def __init__(self):
        self.steps = 0

    def of(self, call):
        if connection.vendor != "mysql":
            return self._steps_of(call)
        own = _rows_read()
        before = _rows_read()
        own = before - own
        call()
        return _rows_read() - before - own

    def _steps_of(self, call):
        self.steps = 0
        connection.connection.set_progress_handler(self._count, STEPS)
        try:
            call()
        finally:
            connection.connection.set_progress_handler(None, 0)
        return self.steps

    def _count(self):
        self.steps += 1


def _rows_read():
    """Rows that this connection has had read so far; asked past Django, which counts statements."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%'")
        return sum(int(value) for _name, value in cursor.fetchall())


def measure_page(call):
    """What one page costs; it was called once before, as caches are warm on a site that runs."""
    call()
    found = {}

    def work():
        found["work"] = Work().of(call)

    found["queries"] = queries(work)
    times, busy, started = [], [], time.perf_counter()
    while len(times) < REPEATS and (not times or time.perf_counter() - started < SECONDS):
        begun, cpu = time.perf_counter(), time.process_time()
        call()
        times.append(1000 * (time.perf_counter() - begun))
        busy.append(1000 * (time.process_time() - cpu))
    middle = {"ms": statistics.median(times), "CPU ms": statistics.median(busy)}
    return {name: round(value, 1) for name, value in middle.items()} | found


def measure(marks):
    """The size of the school, how long it took to make, and each page by its name."""
    connection.settings_dict["CONN_MAX_AGE"] = None  # the counts are those of one connection
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    plan = school.build(marks)
    built = round(time.perf_counter() - started, 1)
    found = {}
    for group, name, call in pages(plan, lambda: Client(SERVER_NAME="localhost")):
        found.setdefault(group, {})[name] = measure_page(call)
    return {"seconds to make": built, "plan": plan._asdict(), "pages": found}


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1])), sys.stdout)
