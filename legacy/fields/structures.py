"""Values with an inside: JSON, arrays, ranges, bytes, addresses."""

import ipaddress
import json
import uuid
from decimal import Decimal

from django.db import models

from legacy.fields.reading import PostgresText, ReadField, TextReadField


class JsonValue:
    """What a JSON column holds, where it is no plain text or number."""


class JsonList(JsonValue, list):
    """A JSON list; as text it is what the server holds."""

    source = ""

    def __str__(self):
        return self.source


class JsonObject(JsonValue, dict):
    """A JSON object; as text it is what the server holds."""

    source = ""

    def __str__(self):
        return self.source


class JsonNull(JsonValue):
    """JSON's null, which is a value: a column without one is None."""

    def __bool__(self):
        return False

    def __eq__(self, other):
        return other is None or isinstance(other, JsonNull)

    def __hash__(self):
        return hash(None)

    def __str__(self):
        return "null"

    __repr__ = __str__


def from_json(text):
    """The value of a JSON text. Raises ValueError."""
    value = json.loads(text, parse_float=Decimal)
    if value is None:
        return JsonNull()
    if isinstance(value, (list, dict)):
        value = (JsonList if isinstance(value, list) else JsonObject)(value)
        value.source = text
    return value


class JSONField(TextReadField):
    """A JSON value; a text that is no JSON is kept as it is."""

    def parse(self, value):
        return from_json(value)


class ArrayField(ReadField):
    """PostgreSQL's arrays, as lists."""

    def select_format(self, compiler, sql, params):
        if compiler.connection.vendor == "postgresql":
            return f"CAST(array_to_json({sql}) AS text)", params
        return sql, params

    def parse(self, value):
        return from_json(value)


class RangeText(str):
    """A range as PostgreSQL writes it, `[2025-01-06,)`, with its ends as texts."""

    __slots__ = ()

    @property
    def lower(self):
        """The lower end; empty where there is none."""
        return self.strip("[(])").partition(",")[0].strip('"')

    @property
    def upper(self):
        """The upper end; empty where there is none."""
        return self.strip("[(])").partition(",")[2].strip('"')


class RangeField(TextReadField):
    """PostgreSQL's ranges, as RangeText."""

    def parse(self, value):
        return RangeText(value)


class AddressField(PostgresText, models.GenericIPAddressField):
    """An address of the internet, of either kind; a network keeps its width."""

    def from_db_value(self, value, expression, connection):
        if not isinstance(value, str):
            return value
        address, _, width = value.partition("/")
        try:
            bits = ipaddress.ip_address(address).max_prefixlen
        except ValueError:
            return value
        return address if width == str(bits) else value


class BinaryField(models.BinaryField):
    """Bytes, whatever the driver wraps them in."""

    def from_db_value(self, value, expression, connection):
        return bytes(value) if isinstance(value, memoryview | bytearray) else value


class BinaryUUIDField(BinaryField):
    """A UUID kept as its 16 bytes."""

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        return uuid.UUID(bytes=value) if isinstance(value, bytes) and len(value) == 16 else value

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, uuid.UUID):
            value = value.bytes
        return super().get_db_prep_value(value, connection, prepared)
