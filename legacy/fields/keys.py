"""The key of a table whose own key is of several columns, or that has none."""

import json
from decimal import Decimal
from itertools import repeat

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In

from legacy.fields.numbers import BitField, FloatField

# PostgreSQL and SQLite build a list of no more than about a hundred values.
MOST = 90


class KeyField(models.CharField):
    """The key of a table whose own key is no single plain column, or that has none.

    It is no column: the server is asked for a JSON list of `columns`, and looking a row up by it
    asks for the columns again, so an index on them is used. Bytes stand in it as hexadecimal
    digits. With `digest` (a table without a key) it is the MD5 of the columns, which names the
    row but finds it only by reading all of them.
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

    def fields(self):
        """The fields of `columns`, in their order."""
        by_column = {field.column: field for field in self.model._meta.concrete_fields}
        return [by_column[column] for column in self.columns]


class KeyCol(Col):
    """The SQL of a KeyField."""

    def as_sql(self, compiler, connection):
        parts = self.parts(compiler)
        fields = self.target.fields()
        if not self.target.digest:
            return _json(map(_plain, parts, fields, repeat(connection.vendor)), connection), []
        parts = [_bytes(part, connection.vendor) for part in parts]
        pages = [parts[start : start + MOST] for start in range(0, len(parts), MOST)]
        return f"MD5({_joined([_json(page, connection) for page in pages], connection)})", []

    def parts(self, compiler):
        """The qualified names of the key's columns."""
        quote = compiler.quote_name_unless_alias
        return [f"{quote(self.alias)}.{quote(name)}" for name in self.target.columns]


def _json(parts, connection):
    columns = ", ".join(parts)
    if connection.vendor == "postgresql":
        return f"CAST(json_build_array({columns}) AS text)"
    return f"JSON_ARRAY({columns})"


def _joined(texts, connection):
    if len(texts) == 1:
        return texts[0]
    return f"CONCAT({', '.join(texts)})" if connection.vendor == "mysql" else " || ".join(texts)


def _bytes(part, vendor):
    """SQL for a column as text, whatever its bytes: JSON takes no binary values."""
    if vendor == "sqlite":
        return f"QUOTE({part})"
    return f"HEX(CONCAT({part}))" if vendor == "mysql" else f"CAST({part} AS text)"


def _plain(part, field, vendor):
    """SQL for a column as a value of JSON that can be compared with it again."""
    if isinstance(field, models.BinaryField):
        return f"encode({part}, 'hex')" if vendor == "postgresql" else f"HEX({part})"
    if vendor == "mysql" and isinstance(field, FloatField):
        return f"({part} + 0e0)"
    if vendor == "mysql" and isinstance(field, BitField):
        return f"({part} + 0)"
    return part


class KeyExact(Exact):
    """Looks a row up by the columns of its key."""

    def as_sql(self, compiler, connection):
        if self.lhs.target.digest or not isinstance(self.rhs, str):
            return super().as_sql(compiler, connection)
        fields = self.lhs.target.fields()
        values = key_values(self.rhs, len(fields))
        if values is None:
            return "1 = 0", []
        terms, params = [], []
        for part, field, value in zip(self.lhs.parts(compiler), fields, values, strict=True):
            value = _compared(value, field)
            mark = "%s"
            if isinstance(field, FloatField):
                part = _plain(part, field, connection.vendor)
                mark = "CAST(%s AS real)" if connection.vendor == "postgresql" else mark
            terms.append(f"{part} IS NULL" if value is None else f"{part} = {mark}")
            params += [] if value is None else [value]
        return "(" + " AND ".join(terms) + ")", params


def _compared(value, field):
    """A value of a key as its column is compared with it."""
    if isinstance(field, models.BinaryField) and isinstance(value, str):
        try:
            return bytes.fromhex(value)
        except ValueError:
            return value
    return float(value) if isinstance(field, FloatField) and value is not None else value


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
