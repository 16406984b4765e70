"""From one old row to the values of one target, checked against the model's own rules."""

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from legacy.reading import Row
from legacy.targets import registry
from legacy.values import Rejected, convert


@dataclass(slots=True)
class Candidate:
    """One row on its way: its digest, where it came from, and its values by attribute."""

    key: str
    row: Row
    values: dict


class Evaluator:
    """Evaluates the rows of one source for one target. `notes` counts what was left empty."""

    def __init__(self, plan, references, target, source, notes):
        self.plan, self.references, self.target, self.source = plan, references, target, source
        self.notes = notes
        self.fields = [(target.field(name), spec) for name, spec in source.values.items()]
        self.model_fields = {field.name: _model_field(target, field) for field, _ in self.fields}

    def candidate(self, row):
        """A Candidate; raises Rejected where the row can not be taken."""
        values = {}
        for field, spec in self.fields:
            value = self._value(field, spec, row)
            if value is None:
                if field.required:
                    raise Rejected(f"no {field.name}")
                value = self._empty(field)
            if value is not None or self._is_nullable(field):
                values[self._attribute(field)] = value
        return Candidate(row.key(self.plan.name), row, values)

    def _value(self, field, spec, row):
        if field.kind == "reference":
            return self.references.find(spec, field, registry[field.to], row)
        value = convert(spec, spec.raw(row.values), field, self.notes)
        model_field = self.model_fields[field.name]
        if value is None or model_field is None:
            return value
        try:
            model_field.run_validators(value)
        except ValidationError as error:
            if field.required:
                message = " ".join(error.messages)
                raise Rejected(f"{field.name} is not valid", f"{value}: {message}") from None
            self.notes[f"{field.name} not valid"] = self.notes.get(f"{field.name} not valid", 0) + 1
            return None
        return value

    def _empty(self, field):
        model_field = self.model_fields[field.name]
        text = isinstance(model_field, (models.CharField, models.TextField))
        return "" if text and not model_field.null else None

    def _is_nullable(self, field):
        model_field = self.model_fields[field.name]
        return model_field is None or model_field.null

    def _attribute(self, field):
        return f"{field.attribute}_id" if field.kind == "reference" else field.attribute


def _model_field(target, field):
    """The model's field, or None where the target keeps the value elsewhere."""
    try:
        found = target.model._meta.get_field(field.attribute)
    except FieldDoesNotExist:
        return None
    return found if found.is_relation == (field.kind == "reference") else None
