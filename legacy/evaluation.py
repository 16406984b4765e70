"""From one old row to the values of one target, checked against the model's own rules."""

from dataclasses import dataclass
from operator import itemgetter

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from legacy.reading import Row
from legacy.source_models import LONGEST
from legacy.targets import registry
from legacy.values import Rejected, convert

UNBOUND, too_long = object(), MaxLengthValidator(LONGEST)
SHORT = 200  # characters of a text that is remembered
REMEMBERED = 20_000  # values of one column: codes, dates and keys come again and again


@dataclass(slots=True)
class Candidate:
    """One row on its way: its digest, where it came from, and its values by attribute."""

    key: str
    row: Row
    values: dict


class Evaluator:
    """Evaluates the rows of one source for one target."""

    def __init__(self, plan, references, target, source):
        self.plan, self.layout = plan, UNBOUND
        self.readers = [
            Reader(references, target, target.field(name), spec)
            for name, spec in source.values.items()
        ]

    def candidate(self, row, notes):
        """A Candidate; raises Rejected where the row can not be taken. `notes` counts what was
        left empty."""
        layout = row.layout
        if layout is not self.layout:
            self._bind(layout)
        given = row.values if layout is None else row.raw
        values = {}
        for reader in self.readers:
            value, note, rejected = reader.read(given, row)
            if note:
                notes[note] = notes.get(note, 0) + 1
            if rejected:
                raise rejected.with_traceback(None)  # else a remembered one would grow
            if value is not None or reader.is_nullable:
                values[reader.attribute] = value
        return Candidate(row.key(self.plan.name), row, values)

    def _bind(self, layout):
        self.layout = layout
        for reader in self.readers:
            reader.bind(layout)


class Reader:
    """Reads one field. What the values of its columns mean is worked out once and remembered, by
    what the driver gave, so that most rows are never converted at all."""

    def __init__(self, references, target, field, spec):
        self.references, self.field, self.spec = references, field, spec
        self.model_field = _model_field(target, field)
        self.is_nullable = self.model_field is None or self.model_field.null
        is_reference = field.kind == "reference"
        self.attribute = f"{field.attribute}_id" if is_reference else field.attribute
        self.empty = "" if _is_text(self.model_field) and not self.is_nullable else None

    def bind(self, layout):
        """Takes values from the driver's tuples of `layout`, or from `{column: value}` (None)."""
        names, self.known = self.spec.names, {}
        if layout is None:
            self.take = lambda values: tuple([values.get(name) for name in names])
        elif names and layout.places.keys() >= set(names):
            self.take = itemgetter(*[layout.places[name] for name in names])
        else:  # no column at all, or one that this table of a family does not have
            places = [layout.places[name] for name in names if name in layout.places]
            self.take = lambda raw: tuple([raw[place] for place in places])

    def read(self, given, row):
        """(value, note or None, Rejected or None) of `row`, whose values are taken from `given`."""
        raw = self.take(given)
        try:
            return self.known[raw]
        except KeyError:
            outcome = self._outcome(row.values)
        except TypeError:  # a list or the like, which can not be remembered
            return self._outcome(row.values)
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        if not isinstance(raw, str) or len(raw) <= SHORT:
            self.known[raw] = outcome
        return outcome

    def _outcome(self, values):
        notes = {}
        try:
            value = self._value(values, notes)
            if value is None and self.field.required:
                raise Rejected(f"no {self.field.name}")
        except Rejected as rejected:
            return None, next(iter(notes), None), rejected
        return self.empty if value is None else value, next(iter(notes), None), None

    def _value(self, values, notes):
        if self.field.kind == "reference":
            return self.references.find(self.spec, self.field, registry[self.field.to], values)
        value = convert(self.spec, self.spec.raw(values), self.field, notes)
        if value is None or self.model_field is None:
            return value
        try:
            if isinstance(value, str):
                too_long(value)
            self.model_field.run_validators(value)
        except ValidationError as error:
            if self.field.required:
                message = f"{value!s:.{SHORT}}: {' '.join(error.messages)}"
                raise Rejected(f"{self.field.name} is not valid", message) from None
            notes[f"{self.field.name} not valid"] = 1
            return None
        return value


def _is_text(model_field):
    return isinstance(model_field, models.CharField | models.TextField)


def _model_field(target, field):
    """The model's field, or None where the target keeps the value elsewhere."""
    try:
        found = target.model._meta.get_field(field.attribute)
    except FieldDoesNotExist:
        return None
    return found if found.is_relation == (field.kind == "reference") else None
