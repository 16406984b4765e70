"""Writes many new marks at once.

A statement of many rows is several times as fast as model instances, and an import is little else
than new marks. What each row has of its own are numbers and a digest; what it says, many others
say too. So each thing that is said is made ready for MariaDB and MySQL once, and SQLite is given
the same statement again and again, with the rows as JSON.
"""

import json
from dataclasses import dataclass

from django.utils import timezone

from roster.models import Mark

GIVEN = ("lesson", "student", "legacy_key", "status", "minutes", "note", "imported")


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


def insert_marks(connection, rows, run):
    """Inserts `rows`: tuples of lesson, student (primary keys), legacy key (hex digits) and Said,
    every one an imported mark of version 1 that the import with the number `run` brought. It is
    one statement, so that all of them are written or none; some thousands of rows fit."""
    if not rows:
        return
    same = _same(connection, run)
    quote = connection.ops.quote_name
    names = ", ".join(quote(Mark._meta.get_field(name).column) for name in (*GIVEN, *same))
    into = f"INSERT INTO {quote(Mark._meta.db_table)} ({names})"
    said = {one: one.columns for one in {row[3] for row in rows}}
    insert = _insert_json if connection.vendor == "sqlite" else _insert_text
    with connection.cursor() as cursor:
        insert(cursor, into, rows, said, [*same.values()])


def _insert_text(cursor, into, rows, said, same):
    """With the driver's literals as part of the statement."""
    literal = cursor.connection.literal
    ends = {
        one: ", ".join([literal(value).decode() for value in (*columns, *same)])
        for one, columns in said.items()
    }
    values = [f"({row[0]:d}, {row[1]:d}, '{row[2]}', {ends[row[3]]})" for row in rows]
    cursor.execute(f"{into} VALUES {', '.join(values)}")


def _insert_json(cursor, into, rows, said, same):
    """With all rows as one value; where a note has a NUL, at which JSON would end, with each."""
    values, others = [(*row[:3], *said[row[3]]) for row in rows], ", ".join(["%s"] * len(same))
    if any("\0" in one.note for one in said):
        marks = f"({', '.join(['%s'] * len(GIVEN))}, {others})"
        given = [value for row in values for value in (*row, *same)]
        cursor.execute(f"{into} VALUES {', '.join([marks] * len(rows))}", given)
        return
    read = ", ".join(f"value ->> {place}" for place in range(len(GIVEN)))
    sql = f"{into} SELECT {read}, {others} FROM json_each(%s)"  # noqa: S608
    cursor.execute(sql, [*same, json.dumps(values)])


def _same(connection, run):
    """What is the same for every row."""
    return {
        "reason": None,
        "source": Mark.Source.IMPORTED.value,
        "version": 1,
        "imported_version": 1,
        "import_run": run,
        "updated_at": connection.ops.adapt_datetimefield_value(timezone.now()),
    }
