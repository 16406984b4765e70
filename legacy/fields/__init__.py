"""Model fields that read whatever an old database holds, and never lose or invent a value.

A value that its type cannot hold (`0000-00-00` in a date) is given back as `Unreadable`: the text
that the server sent. The admin shows it as it is, and an import counts it.
"""

from legacy.fields.keys import KeyField, key_values
from legacy.fields.numbers import (
    BitField,
    BitFlagField,
    DecimalField,
    FlagField,
    FloatField,
    MediumIntegerField,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveMediumIntegerField,
    PositiveSmallIntegerField,
    PositiveTinyIntegerField,
    TinyIntegerField,
    YearField,
)
from legacy.fields.reading import AnyField, ReadField, TextReadField, Unreadable
from legacy.fields.relations import Relation
from legacy.fields.structures import (
    AddressField,
    ArrayField,
    BinaryField,
    BinaryUUIDField,
    JSONField,
    JsonValue,
    RangeField,
)
from legacy.fields.texts import CharField, SetField, TextField
from legacy.fields.times import DateField, DateTimeField, IntervalField, TimeField

__all__ = [
    "AddressField",
    "AnyField",
    "ArrayField",
    "BinaryField",
    "BinaryUUIDField",
    "BitField",
    "BitFlagField",
    "CharField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "FlagField",
    "FloatField",
    "IntervalField",
    "JSONField",
    "JsonValue",
    "KeyField",
    "MediumIntegerField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveMediumIntegerField",
    "PositiveSmallIntegerField",
    "PositiveTinyIntegerField",
    "RangeField",
    "ReadField",
    "Relation",
    "SetField",
    "TextField",
    "TextReadField",
    "TimeField",
    "TinyIntegerField",
    "Unreadable",
    "YearField",
    "key_values",
]
