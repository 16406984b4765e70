"""Columns of an old row, made of what a mark says."""

import datetime

from legacy.fields import KeyField
from legacy.placeholders import names_in, pattern
from legacy.source_models import all_models, models_like
from legacy.values import text
from roster.exporting.backwards import MIDNIGHT, code_for, columns_for, moment_for, typed
from roster.exporting.changes import Unsayable
from roster.exporting.forwards import said
from roster.exporting.tables import columns_in

MOMENTS = ("date", "starts_at", "ends_at")


class Columns:
    """Reads the map's values for one source backwards.

    `habits` is what `scan` learned of it, `parts` has `{field: {legacy key: texts}}` of what marks
    refer to, `declared` the map's own codes.
    """

    def __init__(self, source, habits, parts, declared):
        self.source, self.habits, self.parts = source, habits, parts
        self.declared, self.tables = declared, models_like(source.table)
        self.catalogue = columns_in(next(iter(self.tables)))  # those of a family are alike

    def content(self, name, mark):
        """`{column: value}` of one field of a mark's content: status, minutes or note."""
        if name == "status":
            return self.status(mark.status.code)
        spec, value = self.source.values[name], said(mark)[name]
        if value in {None, ""}:
            return self._nothing(spec)
        return self._typed(columns_for(spec, (text(code_for(spec, value)),)))

    def status(self, code):
        """`{column: value}` that means the status `code`: as it is written most often."""
        spec = self.source.values["status"]
        if not spec.names:
            if spec.constant == code or spec.values.get(text(spec.constant)) == code:
                return {}
            raise Unsayable(f"the old database has no word for {code}")
        if counted := self.habits.codes.get(code):
            raw = dict(zip(spec.names, counted.most_common(1)[0][0], strict=True))
            return {name: value for name, value in raw.items() if "." not in name}
        if code in self.declared:
            return columns_for(spec, (self.declared[code],))
        raise Unsayable(f"the old database has no word for {code}")

    def any_status(self):
        """`{column: value}` of whatever status the source knows."""
        known = [code for code in (*self.habits.codes, *self.declared) if code]
        return self.status(known[0]) if known else {}

    def place(self, mark):
        """`{column: value}` of who and when, names of the table's family among them."""
        values = {}
        for name, spec in self.source.values.items():
            if name in self.parts:
                values |= self._typed(columns_for(spec, self._parts(name, mark)))
            elif name in MOMENTS:
                values |= self._moment(spec, name, mark.lesson)
            elif name == "period":
                number = mark.lesson.period
                column = self._typed(columns_for(spec, (text(code_for(spec, number)),)))
                values |= column if number is not None else self._nothing(spec)
        return values

    def _parts(self, name, mark):
        one = {"student": mark.student, "lesson": mark.lesson, "course": mark.lesson.course}[name]
        parts = self.parts[name].get(one.legacy_key)
        if parts is None:
            raise Unsayable(f"the {name} has no old row")
        return parts

    def _moment(self, spec, name, lesson):
        time = lesson.ends_at if name == "ends_at" else lesson.starts_at
        if time is None and name != "date":
            return {} if spec.names == self._date_names() else self._nothing(spec)
        moment = datetime.datetime.combine(lesson.date, time or MIDNIGHT)
        column = self.catalogue.get(spec.names[0]) if spec.names else None
        sample = self.habits.samples.get(spec.names[0]) if len(spec.names) == 1 else ""
        written = moment_for(spec, moment, sample, column.type if column else "")
        if len(spec.columns) == 1:
            return {spec.columns[0]: written}
        return columns_for(spec, (text(written),))

    def _date_names(self):
        spec = self.source.values.get("date")
        return spec.names if spec else ()

    def _nothing(self, spec):
        own = [name for name in spec.names if name in self.catalogue]
        return {name: self.catalogue[name].nothing() for name in own}

    def _typed(self, values):
        numbers = {name for name, column in self.catalogue.items() if column.is_number}
        samples = self.habits.samples
        return {
            name: typed(value, samples.get(name), name in numbers) for name, value in values.items()
        }

    def table(self, values):
        """(table, `{name in its pattern: value}`) for these values; raises Unsayable."""
        wanted = names_in(self.source.table)
        if not wanted:
            return next(iter(self.tables)), {}
        fits = pattern(self.source.table)
        for table in self.tables:
            named = fits.fullmatch(table).groupdict()
            if all(_same_name(named[name], values.get(name, named[name])) for name in wanted):
                return table, named
        raise Unsayable("there is no table for that class or month")

    def filled(self, table, given):
        """The values with what else the table insists on, and the key column to be counted."""
        scalar = {k: v for k, v in self.source.where.items() if not isinstance(v, list | dict)}
        given, counted = {**scalar, **given}, ""
        key = self._key_columns(table)
        for name, column in self.catalogue.items():
            if name in given:
                column.check(given[name])
            elif column.must_be_given and key == (name,) and column.is_number:
                counted = name
            elif column.must_be_given:
                given[name] = column.nothing()
        return given, counted

    def _key_columns(self, table):
        key = all_models()[table]._meta.pk
        if isinstance(key, KeyField):
            return tuple(self.source.key or ()) if key.digest else tuple(key.columns)
        return (key.column,)

    def key(self, row):
        """`{column: value}` by which a row is found again."""
        names = self._key_columns(row.table)
        if not names:
            raise Unsayable("the old table has no key")
        return {name: row.values[name] for name in names}

    def in_row(self, row, values):
        """The values with a row's cell under the name of its column."""
        named = {row.parts[-1] if name == "cell" else name: v for name, v in values.items()}
        for name, value in named.items():
            self.catalogue[name].check(value)
        return named


def _same_name(one, other):
    one, other = text(one), text(other)
    return one == other or (one.isdecimal() and other.isdecimal() and int(one) == int(other))
