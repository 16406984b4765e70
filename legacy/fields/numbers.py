"""Numbers: each in the exact range that its server gives it."""

import struct
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property

from legacy.fields.reading import ReadField


class Ranged:
    """Validates the range of the old server's type, whatever server the site itself is on."""

    lowest = 0
    highest = 0

    @cached_property
    def validators(self):
        ends = [MinValueValidator(self.lowest), MaxValueValidator(self.highest)]
        return [*self.default_validators, *self._validators, *ends]


class TinyIntegerField(Ranged, models.SmallIntegerField):
    """MySQL's TINYINT."""

    lowest, highest = -128, 127


class FlagField(TinyIntegerField):
    """MySQL's TINYINT(1): a number that is mostly 0 or 1, and then shown as a tick."""


class MediumIntegerField(Ranged, models.IntegerField):
    """MySQL's MEDIUMINT."""

    lowest, highest = -(2**23), 2**23 - 1


class PositiveTinyIntegerField(Ranged, models.PositiveSmallIntegerField):
    """MySQL's TINYINT UNSIGNED."""

    highest = 2**8 - 1


class PositiveSmallIntegerField(Ranged, models.PositiveSmallIntegerField):
    """MySQL's SMALLINT UNSIGNED."""

    highest = 2**16 - 1


class PositiveMediumIntegerField(Ranged, models.PositiveIntegerField):
    """MySQL's MEDIUMINT UNSIGNED."""

    highest = 2**24 - 1


class PositiveIntegerField(Ranged, models.PositiveIntegerField):
    """MySQL's INT UNSIGNED."""

    highest = 2**32 - 1


class PositiveBigIntegerField(Ranged, models.PositiveBigIntegerField):
    """MySQL's BIGINT UNSIGNED, which goes beyond what other servers have."""

    highest = 2**64 - 1


class YearField(Ranged, models.PositiveSmallIntegerField):
    """MySQL's YEAR: 1901 to 2155, or 0."""

    highest = 2155

    @cached_property
    def validators(self):
        return [*super().validators, _no_year_between]


def _no_year_between(value):
    if value:
        MinValueValidator(1901)(value)


class FloatField(models.FloatField):
    """A number of 32 bits (MySQL's FLOAT, PostgreSQL's REAL): the shortest that means them.

    Asked for as it is, the server rounds 16777216 to 16777200.
    """

    def select_format(self, compiler, sql, params):
        return (
            (f"({sql} + 0e0)", params) if compiler.connection.vendor == "mysql" else (sql, params)
        )

    def from_db_value(self, value, expression, connection):
        if connection.vendor != "mysql" or not isinstance(value, float):
            return value
        return _shortest(value)


def _shortest(value):
    try:
        bits = struct.pack("f", value)
    except OverflowError:
        return value
    if struct.unpack("f", bits)[0] != value:
        return value
    tries = (float(f"{value:.{digits}g}") for digits in range(6, 10))
    return next((short for short in tries if _same_bits(short, bits)), value)


def _same_bits(value, bits):
    try:
        return struct.pack("f", value) == bits
    except OverflowError:
        return False


class DecimalField(ReadField):
    """An exact number; SQLite's floats come back as the shortest decimal that means them."""

    def __init__(self, *args, max_digits=None, decimal_places=None, positive=False, **options):
        self.max_digits, self.decimal_places = max_digits, decimal_places
        self.positive = positive
        super().__init__(*args, **options)

    @cached_property
    def validators(self):
        return [*super().validators, *([MinValueValidator(0)] if self.positive else [])]

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        options |= {"max_digits": self.max_digits, "decimal_places": self.decimal_places}
        return name, path, args, options | ({"positive": True} if self.positive else {})

    def parse(self, value):
        return value if isinstance(value, Decimal) else Decimal(str(value))


class BitField(ReadField):
    """BIT(n), as a whole number."""

    def parse(self, value):
        if isinstance(value, bytes):
            return int.from_bytes(value, "big")
        return int(value, 2) if isinstance(value, str) else int(value)

    def get_prep_value(self, value):
        return None if value is None else int(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        if value is None or connection.vendor != "postgresql":
            return value
        return f"{value:0{self.max_length or 1}b}"


class BitFlagField(BitField):
    """BIT(1), as a boolean."""

    def parse(self, value):
        return bool(super().parse(value))
