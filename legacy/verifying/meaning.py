"""What one field of a target is to be, by what the map says and what an old row has."""

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone

from legacy.placeholders import fill
from legacy.source_models import LONGEST
from legacy.verifying.decoding import Unclear, folded, written

REMEMBERED, SHORT = 20_000, 200
MOMENTS = {"date", "time", "datetime"}
TRUE = ("1", "true", "t", "y", "yes", "on")
FALSE = ("0", "false", "f", "n", "no", "off")
UNSAID = object()  # the row says nothing, so the site keeps what it has


class Refused(Exception):
    """A row that is not to be taken, for the reason given."""


class Meaning:
    """Reads one field out of rows; what the same old values mean is worked out once."""

    def __init__(self, target, field, spec, place, find=None):
        self.field, self.spec, self.find = field, spec, find
        self.column = column_of(target, field)
        self.attribute = f"{field.attribute}_id" if field.kind == "reference" else field.attribute
        self.names = spec.names
        self.places = [place.get(name) for name in self.names]
        self.known = {}

    def of(self, values):
        """The value that the site should have, or UNSAID; raises Refused."""
        said = tuple([None if at is None else values[at] for at in self.places])
        try:
            found = self.known.get(said)
        except TypeError:  # a list, which can not be remembered
            found = self._worked_out(said)
        if found is None and any(isinstance(one, str) and len(one) > SHORT for one in said):
            found = self._worked_out(said)
        if found is None:
            if len(self.known) > REMEMBERED:
                self.known.clear()
            found = self.known[said] = self._worked_out(said)
        value, reason = found
        if reason:
            raise Refused(reason)
        return value

    def _worked_out(self, said):
        try:
            value = self._value(dict(zip(self.names, said, strict=True)))
        except Refused as refused:
            return None, str(refused)
        if value is None and self.field.required:
            return None, f"no {self.field.name}"
        if value is None and self.column is not None and not self.column.null:
            is_text = isinstance(self.column, models.CharField | models.TextField)
            value = "" if is_text else UNSAID
        return value, ""

    def _value(self, row):
        if self.field.kind == "reference":
            return self.find(parts_of(self.spec, row))
        value = self._translated(raw_of(self.spec, row))
        if value is None or value == "":
            return None
        try:
            value = READERS[self.field.kind](value, self.spec.formats)
        except (ValueError, TypeError, InvalidOperation, OverflowError):
            if self.field.kind in MOMENTS:
                return None
            raise Refused(f"{self.field.name} is not a {self.field.kind}") from None
        if self.field.choices and value not in self.field.choices:
            raise Refused("unknown code")
        return self._fitting(value)

    def _translated(self, value):
        spec = self.spec
        if not spec.values:
            return spec.default if spec.default is not None and written(value) == "" else value
        code = folded(value)
        if code in spec.values:
            return spec.values[code]
        if spec.default is not None:
            return spec.default
        if code == "" and not self.field.required:
            return None
        if self.field.kind in {"choice", "boolean"}:
            raise Refused("unknown code")
        return value

    def _fitting(self, value):
        """The value, or None where the site's own rules for the column refuse it."""
        try:
            if self.column is not None:
                self.column.run_validators(value)
            if isinstance(value, str) and len(value) > LONGEST:
                raise ValidationError("too long")
        except ValidationError:
            if self.field.required:
                raise Refused(f"{self.field.name} is not valid") from None
            return None
        return value


def column_of(target, field):
    """The model's field that holds `field`, or None where the site keeps it elsewhere."""
    try:
        found = target.model._meta.get_field(field.attribute)
    except FieldDoesNotExist:
        return None
    return found if found.is_relation == (field.kind == "reference") else None


def raw_of(spec, row):
    """What a map's value is made of, before it is translated."""
    if spec.template:
        return fill(spec.template, lambda name: written(row.get(name)))
    if not spec.columns:
        return spec.constant
    if len(spec.columns) == 1:
        return row.get(spec.columns[0])
    return spec.separator.join(filter(None, (written(row.get(name)) for name in spec.columns)))


def parts_of(spec, row):
    """What a reference is compared by: a text for each column."""
    if spec.columns and not spec.template:
        return tuple(written(row.get(name)) for name in spec.columns)
    return (written(raw_of(spec, row)),)


def _moment(value, formats):
    if isinstance(value, Unclear):
        raise ValueError(value)
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    for form in formats:
        try:
            return _written_moment(written(value), form)
        except ValueError:
            continue
    if formats:
        raise ValueError(value)
    return datetime.datetime.fromisoformat(written(value))


def _written_moment(value, form):
    if form not in {"epoch", "epoch_ms"}:
        return datetime.datetime.strptime(value, form)
    seconds = float(value) / (1000 if form == "epoch_ms" else 1)
    zone = timezone.get_default_timezone()
    return (
        datetime.datetime.fromtimestamp(seconds, datetime.UTC).astimezone(zone).replace(tzinfo=None)
    )


def _time(value, formats):
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.timedelta):
        if not 1 <= value.total_seconds() / 86400 < 2:  # 25:10 is ten past one of the next day
            raise ValueError(value)
        return (datetime.datetime.min + value).time()
    if isinstance(value, datetime.datetime) or formats:
        return _moment(value, formats).time()
    return datetime.time.fromisoformat(written(value))


def _integer(value, formats):
    number = Decimal(written(value))
    if number % 1:
        raise ValueError(value)
    return int(number)


def _boolean(value, formats):
    word = folded(value)
    if word not in TRUE and word not in FALSE:
        raise ValueError(value)
    return word in TRUE


READERS = {
    "text": lambda value, formats: written(value),
    "choice": lambda value, formats: written(value),
    "date": lambda value, formats: _moment(value, formats).date(),
    "datetime": _moment,
    "time": _time,
    "integer": _integer,
    "decimal": lambda value, formats: Decimal(written(value)),
    "boolean": _boolean,
}
