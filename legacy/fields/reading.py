"""What the fields of the old database have in common."""

from decimal import InvalidOperation

from django.db import models


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


class PostgresText:
    """Asks PostgreSQL for text, because its driver refuses or changes some values."""

    def select_format(self, compiler, sql, params):
        if compiler.connection.vendor == "postgresql":
            return f"CAST({sql} AS text)", params
        return sql, params


class TextReadField(PostgresText, ReadField):
    """A ReadField that is given text on PostgreSQL, too."""


class AnyField(TextReadField):
    """A column whose type has no nearer field: the value as the driver gives it, or its text."""

    def parse(self, value):
        return value
