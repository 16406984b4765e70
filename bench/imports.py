"""Times the import of 100,000 marks into one database; prints JSON.

Beside it stands what the server can do at most: a plain INSERT … SELECT of the same rows.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from legacy.mapping import parse_map  # noqa: E402
from legacy.running import ImportRun  # noqa: E402
from roster.models import Mark  # noqa: E402

MAP = Path(__file__).parent / "old_school.toml"
REPEATS = 3


def timed(call):
    """Seconds that `call` took."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def limit(rows):
    """Rows a second of a plain copy inside the server, into a table with the same indexes."""
    seconds = []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS mark_copy")
        _like(cursor)
        columns = ", ".join(field.column for field in Mark._meta.concrete_fields)
        for _ in range(REPEATS):
            cursor.execute("DELETE FROM mark_copy")
            copy = f"INSERT INTO mark_copy ({columns}) SELECT {columns} FROM roster_mark"
            seconds.append(timed(lambda copy=copy: cursor.execute(copy)))
        cursor.execute("DROP TABLE mark_copy")
    return rows / statistics.median(seconds)


def _like(cursor):
    if connection.vendor == "mysql":
        cursor.execute("CREATE TABLE mark_copy LIKE roster_mark")
        return
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'roster_mark' AND sql > ''")
    for (sql,) in cursor.fetchall():
        cursor.execute(sql.replace("roster_mark", "mark_copy").replace('INDEX "', 'INDEX "copy_'))


def measure():
    """Rows a second of a first import and of a second, unchanged one, and of the limit."""
    call_command("migrate", verbosity=0)
    plan = parse_map(MAP.read_text())
    people = ("students", "courses", "enrollments")
    ImportRun(plan, only=people).execute()
    first = timed(lambda: ImportRun(plan, only=["marks"]).execute())
    rows = Mark.objects.count()
    again = statistics.median(
        timed(lambda: ImportRun(plan, only=["marks"]).execute()) for _ in range(REPEATS)
    )
    most = limit(rows)
    return {
        "marks": rows,
        "first import rows/s": round(rows / first),
        "second import rows/s": round(rows / again),
        "INSERT … SELECT rows/s": round(most),
        "first / limit": round(rows / first / most, 3),
    }


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
