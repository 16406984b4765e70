"""Compares every value of the old tables with what the server says as text; run by
`manage.py shell`. Prints `{"table.column": [(read, said), ...]}` of what differs."""

import json
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.apps import apps
from django.db import connections, models

from legacy import fields
from legacy.source_models import columns_of

connection = connections["legacy"]
SAID = {"mysql": "CAST({} AS CHAR)", "postgresql": "CAST({} AS text)", "sqlite": "CAST({} AS text)"}
BYTES = {"mysql": "HEX({})", "postgresql": "upper(encode({}, 'hex'))", "sqlite": "HEX({})"}


def question(field, name):
    """SQL for the column as the server would say it."""
    if isinstance(field, models.BinaryField):
        return BYTES[connection.vendor].format(name)
    if connection.vendor == "mysql" and isinstance(field, fields.BitField):
        return SAID["mysql"].format(f"{name} + 0")
    if connection.vendor == "mysql" and isinstance(field, fields.FloatField):
        return SAID["mysql"].format(f"{name} + 0e0")
    return SAID[connection.vendor].format(name)


def same(field, value, said):
    """Whether a value that was read is what the server says."""
    if value is None or said is None:
        return value is said
    if isinstance(field, fields.JSONField):
        return json.loads(said, parse_float=Decimal) == value
    if isinstance(value, bytes):
        return value.hex().upper() == said
    if isinstance(value, bool):
        return said in {"1", "true", "t"} if value else said in {"0", "false", "f"}
    if isinstance(field, fields.FloatField) and connection.vendor == "mysql":
        return abs(value - float(said)) <= abs(value) * 2**-24
    if isinstance(value, timedelta) and isinstance(field, fields.TimeField):
        return value == clock(said)
    if isinstance(value, timedelta):
        return field.parse(said) == value
    if isinstance(value, list):
        return said.startswith("{")
    if isinstance(value, int | float | Decimal):
        if isinstance(field, fields.BitField) and connection.vendor == "postgresql":
            return value == int(said, 2)
        return value == type(value)(said) or (value != value and said == "NaN")
    if hasattr(value, "tzinfo") and value.tzinfo and hasattr(value, "date"):
        return value == type(value).fromisoformat(said)
    return str(value) == said


def clock(said):
    """A MySQL TIME as a timedelta."""
    hours, minutes, seconds = said.lstrip("-").split(":")
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return -span if said.startswith("-") else span


wrong = defaultdict(list)
for model in apps.get_app_config("source").get_models():
    columns = columns_of(model)
    key = model._meta.pk
    ordered = not isinstance(key, fields.KeyField)
    for column, name in columns.items():
        field = model._meta.get_field(name)
        quoted = connection.ops.quote_name(column)
        order = f" ORDER BY {connection.ops.quote_name(key.column)}" if ordered else ""
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {question(field, quoted)} FROM {table}{order}")
            said = [row[0] for row in cursor.fetchall()]
        rows = model.objects.order_by(*([key.attname] if ordered else []))
        for value, text in zip(rows.values_list(name, flat=True), said, strict=True):
            text = text.decode() if isinstance(text, bytes) else text
            if not same(field, value, text):
                wrong[f"{model._meta.db_table}.{column}"].append((str(value), text))
print(dict(wrong))
