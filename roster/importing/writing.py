"""Writes many new marks, and the lessons they belong to, at once.

A statement of many rows is several times as fast as model instances, and an import is little else
than new marks. What each row has of its own are numbers and a digest; what it says, many others
say too. So each thing that is said is made ready for MariaDB and MySQL once, and SQLite is given
the same statement again and again, with the rows as JSON.
"""

import json
from dataclasses import dataclass
from functools import cache, partial

from django.utils import timezone

from roster.models import Lesson, Mark

GIVEN = ("lesson", "student", "legacy_key", "status", "minutes", "note", "imported")
PLACE = ("key", "course", "date", "period", "starts_at", "ends_at", "taken_at")


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
    into = _into(connection, Mark, (*GIVEN, *same))
    said = {one: one.columns for one in {row[3] for row in rows}}
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            _insert_text(cursor, into, rows, said, [*same.values()])
            return
        values = [(*row[:3], *said[row[3]]) for row in rows]
        is_json = connection.vendor == "sqlite" and not any("\0" in one.note for one in said)
        insert = _insert_json if is_json else _insert_each  # JSON would end at a NUL
        insert(cursor, into, values, [*same.values()])


def insert_lessons(connection, rows, run):
    """Inserts `rows`: tuples of what PLACE names, every one a lesson that the import with the
    number `run` made of its marks."""
    if not rows:
        return
    fields = {one.name: one for one in Lesson._meta.concrete_fields if not one.primary_key}
    ready = {
        name: cache(partial(one.get_db_prep_save, connection=connection))
        for name, one in fields.items()
    }
    empty = {name: one.get_default() for name, one in fields.items() if name not in PLACE}
    same = {name: value for name, value in empty.items() if value is not None}
    same["import_run"] = run
    prepare = [ready[name] for name in PLACE]
    values = [[make(one) for make, one in zip(prepare, row, strict=True)] for row in rows]
    insert = _insert_json if connection.vendor == "sqlite" else _insert_each
    into = _into(connection, Lesson, (*PLACE, *same))
    with connection.cursor() as cursor:
        insert(cursor, into, values, [ready[name](value) for name, value in same.items()])


def _into(connection, model, names):
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns})"


def _insert_text(cursor, into, rows, said, same):
    """With the driver's literals as part of the statement."""
    literal = cursor.connection.literal
    ends = {
        one: ", ".join([literal(value).decode() for value in (*columns, *same)])
        for one, columns in said.items()
    }
    values = [f"({row[0]:d}, {row[1]:d}, '{row[2]}', {ends[row[3]]})" for row in rows]
    cursor.execute(f"{into} VALUES {', '.join(values)}")


def _insert_json(cursor, into, rows, same):
    """With all rows as one value."""
    read = ", ".join(f"value ->> {place}" for place in range(len(rows[0])))
    sql = f"{into} SELECT {read}, {', '.join(['%s'] * len(same))} FROM json_each(%s)"  # noqa: S608
    cursor.execute(sql, [*same, json.dumps(rows, default=str)])


def _insert_each(cursor, into, rows, same):
    """With the values of each row."""
    row = f"({', '.join(['%s'] * (len(rows[0]) + len(same)))})"
    given = [value for one in rows for value in (*one, *same)]
    cursor.execute(f"{into} VALUES {', '.join([row] * len(rows))}", given)


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
