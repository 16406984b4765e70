"""Writes many new marks at once.

Plain rows through the driver's `executemany` are several times as fast as model instances, and an
import is little else than new marks.
"""

import json

from django.db import connection
from django.utils import timezone

from roster.models import Mark

COLUMNS = (
    "lesson", "student", "status", "reason", "minutes", "note", "source", "version",
    "legacy_key", "imported", "imported_version", "import_run", "updated_at",
)  # fmt: skip
ROWS = 1000


def insert_marks(rows, run):
    """Inserts `rows`: dicts of `lesson_id`, `student_id`, `status_id`, `minutes`, `note`,
    `legacy_key` and `imported`, every one an imported mark of version 1 that
    the import with the number `run` brought."""
    fields = [Mark._meta.get_field(name) for name in COLUMNS]
    table = connection.ops.quote_name(Mark._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            cursor.executemany(sql, [_row(row, run, now) for row in rows[start : start + ROWS]])


def _row(row, run, now):
    return (
        row["lesson_id"],
        row["student_id"],
        row["status_id"],
        None,
        row["minutes"],
        row["note"],
        Mark.Source.IMPORTED.value,
        1,
        row["legacy_key"],
        json.dumps(row["imported"], ensure_ascii=False),
        1,
        run,
        now,
    )
