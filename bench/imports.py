"""One step of an import, measured in a process of its own; prints JSON.

    python -m bench.imports people|marks|verify|limit

`people` brings students, courses and enrolments, `marks` the marks (whatever has changed), `verify`
proves them, and `limit` is what the server can do at most: INSERT … SELECT of the same rows.
"""

import json
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from legacy.mapping import parse_map  # noqa: E402
from legacy.running import ImportRun  # noqa: E402
from legacy.verifying.verification import Verification  # noqa: E402
from roster.models import Mark  # noqa: E402

MAP = Path(__file__).parent / "old_school.toml"


def people():
    """Makes the site's tables and brings everybody over."""
    call_command("migrate", verbosity=0)
    ImportRun(plan(), only=("students", "courses", "enrollments")).execute()


def marks():
    ImportRun(plan(), only=["marks"]).execute()


def verify():
    done = Verification(plan())
    done.execute()
    if done.faults or done.changed or done.empty:
        raise SystemExit("The import is not whole")


def limit():
    """Copies the marks inside the server, into a table with the same columns and indexes."""
    with connection.cursor() as cursor:
        columns = ", ".join(field.column for field in Mark._meta.concrete_fields)
        cursor.execute(f"INSERT INTO mark_copy ({columns}) SELECT {columns} FROM roster_mark")


def empty_copy():
    """An empty table like the marks', with its indexes (its foreign keys on SQLite only)."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS mark_copy")
        if connection.vendor == "mysql":
            cursor.execute("CREATE TABLE mark_copy LIKE roster_mark")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'roster_mark' AND sql > ''")
        for (sql,) in cursor.fetchall():
            copy = sql.replace("roster_mark", "mark_copy").replace('INDEX "', 'INDEX "copy_')
            cursor.execute(copy)


def plan():
    return parse_map(MAP.read_text())


STEPS = {"people": people, "marks": marks, "verify": verify, "limit": limit}


def measure(step):
    """`{seconds, peak}`: how long the step took, and the most memory of the process in MB."""
    if step == "limit":
        empty_copy()
    started = time.perf_counter()
    STEPS[step]()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak": round(peak)}


if __name__ == "__main__":
    json.dump(measure(sys.argv[1]), sys.stdout)
