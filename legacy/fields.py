"""Model fields that read whatever an old database holds, and never lose or invent a value.

A value that its type cannot hold (`0000-00-00` in a date) is given back as `Unreadable`: the text
that the server sent. The admin shows it as it is, and an import counts it.
"""

import datetime
import hashlib
import json
from decimal import Decimal, InvalidOperation

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In

MIDNIGHT = datetime.timedelta(0)
DAY = datetime.timedelta(days=1)


class Unreadable(str):
    """The text of a value that is none of its column's type, such as a date of zeros."""

    __slots__ = ()


class ReadField(models.Field):
    """Base of the fields that turn text of the server into a value, or keep the text."""

    def get_internal_type(self):
        return type(self).__name__ + "OfOldDatabase"  # keeps Django's own converters away

    def db_type(self, connection):
        return None

    def from_db_value(self, value, expression, connection):
        if value is None or value == "":
            return value
        try:
            return self.parse(value)
        except (ValueError, TypeError, InvalidOperation, OverflowError):
            return Unreadable(value)

    def parse(self, value):
        """Returns the value of the column's type; raises ValueError where there is none."""
        raise ValueError(value)

    def get_prep_value(self, value):
        return None if value is None else str(value)


class TextReadField(ReadField):
    """A ReadField that asks PostgreSQL for text, because its driver refuses some values."""

    def select_format(self, compiler, sql, params):
        if compiler.connection.vendor == "postgresql":
            return f"CAST({sql} AS text)", params
        return sql, params


class DateField(TextReadField):
    """A date; `0000-00-00` and `2024-02-00` are kept as text."""

    def parse(self, value):
        if isinstance(value, datetime.datetime):
            return value.date()
        return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


class DateTimeField(TextReadField):
    """A date and time without a zone, as the old database wrote it."""

    def parse(self, value):
        if isinstance(value, datetime.datetime):
            return value
        return datetime.datetime.fromisoformat(value)


class TimeField(TextReadField):
    """A time of the day, or a timedelta where MySQL's TIME is outside of 0 to 24 hours."""

    def parse(self, value):
        if isinstance(value, (datetime.time, datetime.timedelta)):
            return value
        sign = -1 if value.startswith("-") else 1
        hours, minutes, seconds = (value.lstrip("-").split(":") + ["0"])[:3]
        span = sign * datetime.timedelta(
            hours=int(hours), minutes=int(minutes), seconds=float(seconds)
        )
        if MIDNIGHT <= span < DAY:
            return (datetime.datetime.min + span).time()
        return span


class DecimalField(ReadField):
    """An exact number; SQLite's floats come back as the shortest decimal that means them."""

    def __init__(self, *args, max_digits=None, decimal_places=None, **options):
        self.max_digits, self.decimal_places = max_digits, decimal_places
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        options |= {"max_digits": self.max_digits, "decimal_places": self.decimal_places}
        return name, path, args, options

    def parse(self, value):
        return value if isinstance(value, Decimal) else Decimal(str(value))


class BitField(ReadField):
    """MySQL's BIT, as a whole number."""

    def parse(self, value):
        return int.from_bytes(value, "big") if isinstance(value, bytes) else int(value)


class AnyField(TextReadField):
    """A column whose type has no nearer field: the value as the driver gives it, or its text."""

    def parse(self, value):
        return value


class KeyField(models.CharField):
    """The key of a table whose own key is of several columns, or that has none.

    It is no column: the server is asked for a JSON list of `columns`, and looking a row up by it
    asks for the columns again, so an index on them is used. With `digest` (a table without a key)
    it is the MD5 of that list, which names the row but finds it only by reading all of them.
    """

    def __init__(self, *columns, digest=False, **options):
        self.columns, self.digest = columns, digest
        options.setdefault("max_length", 255)
        options |= {"primary_key": True, "editable": False, "serialize": False}
        super().__init__(**options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, self.columns, {**options, "digest": self.digest}

    def get_col(self, alias, output_field=None):
        return KeyCol(alias, self, output_field)

    @property
    def cached_col(self):
        return KeyCol(self.model._meta.db_table, self)


class KeyCol(Col):
    """The SQL of a KeyField."""

    def as_sql(self, compiler, connection):
        parts = self.parts(compiler)
        if self.target.digest:
            parts = [self._plain(part, connection.vendor) for part in parts]
        columns = ", ".join(parts)
        if connection.vendor == "postgresql":
            sql = f"CAST(json_build_array({columns}) AS text)"
        else:
            sql = f"JSON_ARRAY({columns})"
        return (f"MD5({sql})" if self.target.digest else sql), []

    def _plain(self, part, vendor):
        """SQL for a column as text, whatever its bytes: JSON takes no binary values."""
        if vendor == "sqlite":
            return f"QUOTE({part})"
        return f"HEX({part})" if vendor == "mysql" else f"CAST({part} AS text)"

    def parts(self, compiler):
        """The qualified names of the key's columns."""
        quote = compiler.quote_name_unless_alias
        return [f"{quote(self.alias)}.{quote(name)}" for name in self.target.columns]


class KeyExact(Exact):
    """Looks a row up by the columns of its key."""

    def as_sql(self, compiler, connection):
        if self.lhs.target.digest or not isinstance(self.rhs, str):
            return super().as_sql(compiler, connection)
        values = key_values(self.rhs, len(self.lhs.target.columns))
        if values is None:
            return "1 = 0", []
        terms, params = [], []
        for part, value in zip(self.lhs.parts(compiler), values, strict=True):
            terms.append(f"{part} IS NULL" if value is None else f"{part} = %s")
            params += [] if value is None else [value]
        return "(" + " AND ".join(terms) + ")", params


class KeyIn(In):
    """Looks rows up by the JSON of their keys (no index is used; for a page of the admin only)."""


KeyField.register_lookup(KeyExact, "exact")
KeyField.register_lookup(KeyIn, "in")


def key_values(text, number):
    """The `number` values of a key's JSON list, or None where `text` is no such list."""
    try:
        values = json.loads(text, parse_float=Decimal)
    except ValueError:
        return None
    return values if isinstance(values, list) and len(values) == number else None


def digest(*parts):
    """40 hex digits that name `parts` (texts) and nothing else."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=20).hexdigest()
