"""From one old row to the values of one target, checked against the model's own rules."""

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from legacy.reading import Row
from legacy.targets import registry
from legacy.values import Rejected, convert

REMEMBERED = 20_000  # values of one column: codes, dates and keys come again and again


@dataclass(slots=True)
class Candidate:
    """One row on its way: its digest, where it came from, and its values by attribute."""

    key: str
    row: Row
    values: dict


class Evaluator:
    """Evaluates the rows of one source for one target. `notes` counts what was left empty."""

    def __init__(self, plan, references, target, source, notes):
        self.plan, self.notes = plan, notes
        self.readers = [
            Reader(references, target, target.field(name), spec)
            for name, spec in source.values.items()
        ]

    def candidate(self, row):
        """A Candidate; raises Rejected where the row can not be taken."""
        values = {}
        for reader in self.readers:
            value, note, rejected = reader.read(row.values)
            if note:
                self.notes[note] = self.notes.get(note, 0) + 1
            if rejected:
                raise rejected.with_traceback(None)  # else a remembered one would grow
            if value is not None or reader.is_nullable:
                values[reader.attribute] = value
        return Candidate(row.key(self.plan.name), row, values)


class Reader:
    """Reads one field. What a column's value means is worked out once and remembered."""

    def __init__(self, references, target, field, spec):
        self.references, self.field, self.spec = references, field, spec
        self.model_field = _model_field(target, field)
        self.is_nullable = self.model_field is None or self.model_field.null
        is_reference = field.kind == "reference"
        self.attribute = f"{field.attribute}_id" if is_reference else field.attribute
        self.empty = "" if _is_text(self.model_field) and not self.is_nullable else None
        self.names, self.known = spec.names, {}

    def read(self, values):
        """(value, note or None, Rejected or None) for a row's `{column: value}`."""
        raw = tuple([values.get(name) for name in self.names])
        try:
            return self.known[raw]
        except KeyError:
            outcome = self._outcome(values)
        except TypeError:  # a list or the like, which can not be remembered
            return self._outcome(values)
        if len(self.known) >= REMEMBERED:
            self.known.clear()
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
            self.model_field.run_validators(value)
        except ValidationError as error:
            if self.field.required:
                message = f"{value}: {' '.join(error.messages)}"
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
