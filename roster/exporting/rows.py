"""Old rows made of marks: one writer for each source of marks in the map."""

from roster.exporting.changes import DELETE, INSERT, UPDATE, Change, Unsayable
from roster.exporting.forwards import is_same, said

CONTENT = ("status", "minutes", "note")
SHAPES = {"punches": "punches of a gate", "list": "lists of those present"}


class RowWriter:
    """Writes rows of one source with its Columns; believes only what its Forwards reads again.

    `of_old_lessons`: only of lessons that the old database has something can be said.
    """

    def __init__(self, source, columns, forwards, of_old_lessons=False):
        self.source, self.columns, self.forwards = source, columns, forwards
        self.of_old_lessons = of_old_lessons
        self.content = [name for name in CONTENT if name in source.values]

    def update(self, mark, row):
        """The Change that makes an old row say what `mark` says, or None where it does."""
        if mark.status is None:
            raise Unsayable("blank here; the old row stays")
        if self._is_implied(mark):
            return Change(DELETE, row.table, {}, self.columns.key(row))
        now = self.forwards.read(row.values, row.table) or {}
        values = {}
        for name in self.content:
            if not is_same(name, now.get(name), said(mark)[name]):
                values |= self.columns.content(name, mark)
        if not values:
            return None
        self.forwards.check(mark, row.table, {**row.values, **values}, self.content)
        return Change(UPDATE, row.table, self.columns.in_row(row, values), self.columns.key(row))

    def insert(self, mark):
        """The Change that adds a row for `mark`, or None where a missing row says it."""
        if mark.status is None:
            raise Unsayable("blank here; there is no old row")
        if self.of_old_lessons and mark.lesson.legacy_key is None:
            raise Unsayable("the lesson has no old row")
        if self._is_implied(mark):
            return None
        place = self.columns.place(mark)
        values = place | {
            column: value
            for name in self.content
            for column, value in self.columns.content(name, mark).items()
        }
        table, named = self.columns.table(values)
        given = {name: value for name, value in values.items() if name not in named}
        given, counted = self.columns.filled(table, given)
        self.forwards.check(mark, table, {**given, **named}, said(mark))
        found_by = {name: given[name] for name in place if name in given}
        return Change(INSERT, table, given, found_by, counted)

    def fill(self, mark, row):
        """The Change that writes `mark` into the empty cell that `row` stands for."""
        values = self.columns.status(mark.status.code)
        self.forwards.check(mark, row.table, {**row.values, **values}, said(mark))
        return Change(UPDATE, row.table, self.columns.in_row(row, values), self.columns.key(row))

    def place_of(self, row):
        """(student, course or None, date) of an empty cell, or None where it is no place."""
        cell = self.columns.any_status()
        read = self.forwards.read({**row.values, **cell}, row.table)
        if read is None or "student_id" not in read or read.get("date") is None:
            return None
        return read["student_id"], read.get("course_id"), read["date"]

    def _is_implied(self, mark):
        return bool(self.source.unlisted) and mark.status.code == self.source.unlisted
