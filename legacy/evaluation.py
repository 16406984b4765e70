"""From one old row to the values of one target, checked against the model's own rules."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from legacy.reading import Row
from legacy.source_models import LONGEST
from legacy.targets import registry
from legacy.values import Rejected, convert

UNBOUND, too_long = object(), MaxLengthValidator(LONGEST)
SHORT = 200  # characters of a text that is remembered
REMEMBERED = 5_000  # values of one field: codes and dates come again and again,
REFERENCES = 20_000  # and so do students, of whom there are more


@dataclass(slots=True)
class Candidate:
    """One row on its way: its digest, where it came from, and its values by attribute."""

    key: str
    row: Row
    values: dict


@dataclass(slots=True)
class Odd:
    """What a value is that can not just be taken: empty, with a note, or Rejected."""

    value: object
    note: str | None
    rejected: Rejected | None


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
        ((_, found),) = self.candidates([row], notes)
        if isinstance(found, Rejected):
            raise found.with_traceback(None)  # else a remembered one would grow
        return found

    def candidates(self, rows, notes):
        """Yields each of `rows` with its Candidate, or with the Rejected that says why it can not
        be taken. They are evaluated column by column, because most values come again and again."""
        for layout, alike in groupby(rows, attrgetter("layout")):
            if layout is not self.layout:
                self._bind(layout)
            yield from self._evaluated(list(alike), notes)

    def _evaluated(self, rows, notes):
        given = [row.values if self.layout is None else row.raw for row in rows]
        columns = [reader.column(given, rows) for reader in self.readers]
        are_plain = all(reader.is_plain for reader in self.readers)
        name, names = self.plan.name, [reader.attribute for reader in self.readers]
        for row, cells in zip(rows, zip(*columns, strict=True), strict=True):
            try:
                values = (
                    dict(zip(names, cells, strict=True))
                    if are_plain
                    else self._sorted_out(cells, notes)
                )
            except Rejected as rejected:
                yield row, rejected
            else:
                yield row, Candidate(row.key(name), row, values)

    def _sorted_out(self, cells, notes):
        values = {}
        for reader, value in zip(self.readers, cells, strict=True):
            if type(value) is not Odd:
                values[reader.attribute] = value
                continue
            if value.note:
                notes[value.note] = notes.get(value.note, 0) + 1
            if value.rejected:
                raise value.rejected.with_traceback(None)  # else a remembered one would grow
            if value.value is not None or reader.is_nullable:
                values[reader.attribute] = value.value
        return values

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
        self.most = REFERENCES if is_reference else REMEMBERED
        self.empty = "" if _is_text(self.model_field) and not self.is_nullable else None

    def bind(self, layout):
        """Takes values from the driver's tuples of `layout`, or from `{column: value}` (None)."""
        names, self.known, self.odd = self.spec.names, {}, set()
        if layout is None:
            self.take = lambda values: tuple([values.get(name) for name in names])
        elif names and layout.places.keys() >= set(names):
            self.take = itemgetter(*[layout.places[name] for name in names])
        else:  # no column at all, or one that this table of a family does not have
            places = [layout.places[name] for name in names if name in layout.places]
            self.take = lambda raw: tuple([raw[place] for place in places])

    def column(self, given, rows):
        """What each of `rows`, whose values are taken from `given`, has here: a value or an Odd.
        Afterwards `is_plain` says whether there is no Odd among them."""
        raws = list(map(self.take, given))
        try:
            fresh = self._fresh(raws)
        except TypeError:  # a list or the like, which can not be remembered
            self.is_plain = False
            return [self._outcome(row.values) for row in rows]
        if fresh:
            self._work_out(fresh, zip(raws, rows, strict=True))
        self.is_plain = not self.odd or self.odd.isdisjoint(raws)
        cells = [self.known[raw] for raw in raws]
        for raw in filter(_is_long, fresh):
            del self.known[raw]
            self.odd.discard(raw)
        return cells

    def _fresh(self, raws):
        """Those of `raws` that are to be worked out; where they would be too many to be
        remembered, all that was is forgotten."""
        fresh = set(raws).difference(self.known)
        if fresh and len(self.known) + len(fresh) > self.most:
            self.known, self.odd, fresh = {}, set(), set(raws)
        return fresh

    def _work_out(self, fresh, given):
        for raw, row in given:
            if raw in fresh and raw not in self.known:
                self.known[raw] = outcome = self._outcome(row.values)
                if type(outcome) is Odd:
                    self.odd.add(raw)

    def _outcome(self, values):
        """The value, or an Odd."""
        notes = {}
        try:
            value = self._value(values, notes)
            if value is None and self.field.required:
                raise Rejected(f"no {self.field.name}")
        except Rejected as rejected:
            return Odd(None, next(iter(notes), None), rejected)
        value = self.empty if value is None else value
        is_left_out = value is None and not self.is_nullable
        return Odd(value, next(iter(notes), None), None) if notes or is_left_out else value

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


def _is_long(raw):
    parts = raw if isinstance(raw, tuple) else (raw,)
    return any(isinstance(part, str | bytes) and len(part) > SHORT for part in parts)


def _is_text(model_field):
    return isinstance(model_field, models.CharField | models.TextField)


def _model_field(target, field):
    """The model's field, or None where the target keeps the value elsewhere."""
    try:
        found = target.model._meta.get_field(field.attribute)
    except FieldDoesNotExist:
        return None
    return found if found.is_relation == (field.kind == "reference") else None
