"""Writes many new marks at once.

A statement of many rows is several times as fast as model instances, and an import is little else
than new marks. What each row has of its own are numbers and a digest; what it says, many others
say too. So each thing that is said is made ready for MariaDB and MySQL once, and SQLite is given
the same statement again and again, with the rows as JSON.
"""

import json
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from roster.models import Mark

GIVEN = ("lesson", "student", "legacy_key", "status", "minutes", "note", "imported")
ROWS = 1000  # of a statement: 4 MB if every note is as long as can be


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What old rows say of their marks; `imported` is how a mark keeps it."""

    status_id: int | None
    minutes: int | None
    note: str
    imported: dict

    @property
    def columns(self):
        text = json.dumps(self.imported, ensure_ascii=False)
        return self.status_id, self.minutes, self.note, text


def insert_marks(rows, run):
    """Inserts `rows`: tuples of lesson, student (primary keys), legacy key (hex digits) and Said,
    every one an imported mark of version 1 that the import with the number `run` brought."""
    same = _same(run)
    names = ", ".join(_column(name) for name in (*GIVEN, *same))
    table = connection.ops.quote_name(Mark._meta.db_table)
    into = f"INSERT INTO {table} ({names})"
    insert = _insert_json if connection.vendor == "sqlite" else _insert_text
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            lot = rows[start : start + ROWS]
            said = {one: one.columns for one in {row[3] for row in lot}}
            insert(cursor, into, lot, said, [*same.values()])


def _insert_text(cursor, into, rows, said, same):
    """With the driver's literals as part of the statement."""
    literal = connection.connection.literal
    ends = {
        one: ", ".join([literal(value).decode() for value in (*columns, *same)])
        for one, columns in said.items()
    }
    values = [f"({row[0]:d}, {row[1]:d}, '{row[2]}', {ends[row[3]]})" for row in rows]
    cursor.execute(f"{into} VALUES {', '.join(values)}")


def _insert_json(cursor, into, rows, said, same):
    """The rows as one value; those with a NUL in the note, where JSON would end, one by one."""
    values = [(*row[:3], *said[row[3]]) for row in rows]
    whole, others = [row for row in values if "\0" not in row[5]], ", ".join(["%s"] * len(same))
    read = ", ".join(f"value ->> {place}" for place in range(len(GIVEN)))
    sql = f"{into} SELECT {read}, {others} FROM json_each(%s)"  # noqa: S608
    cursor.execute(sql, [*same, json.dumps(whole)])
    if len(whole) < len(values):
        marks = ", ".join(["%s"] * len(GIVEN))
        rest = [(*row, *same) for row in values if "\0" in row[5]]
        cursor.executemany(f"{into} VALUES ({marks}, {others})", rest)


def _same(run):
    """What is the same for every row."""
    return {
        "reason": None,
        "source": Mark.Source.IMPORTED.value,
        "version": 1,
        "imported_version": 1,
        "import_run": run,
        "updated_at": connection.ops.adapt_datetimefield_value(timezone.now()),
    }


def _column(name):
    return connection.ops.quote_name(Mark._meta.get_field(name).column)
