"""Ten imported rows of one part of a map, made by the importer's own evaluation. Nothing is
written, and whom a row refers to is looked for among the old rows themselves."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import Error
from django.utils.translation import gettext_noop as _

from legacy import maps
from legacy.editing.document import words_of
from legacy.editing.schema import is_masked
from legacy.errors import BridgeError, said_of
from legacy.evaluation import Evaluator
from legacy.fields import KeyField
from legacy.guessing.profiles import COUNTED, count
from legacy.mapping import parse_map
from legacy.masking import MASK, is_secret, masked
from legacy.reading import read_rows
from legacy.references import References
from legacy.source_models import models_like
from legacy.targets import registry
from legacy.values import Rejected, text

ROWS = 10
LOOKED_UP = 20_000  # rows of another target that are read to find whom a row refers to
SHOWN = 80  # letters of one value


@dataclass
class PreviewRow:
    """One row: `cells` has (text, is it masked), `reason` and `detail` say why it is not taken."""

    reference: str
    cells: list
    reason: str = ""
    detail: str = ""
    notes: list = field(default_factory=list)


@dataclass
class Preview:
    """`names` are the fields, `rows` PreviewRows; `problem` says, in the active language, why there
    are none."""

    names: list
    rows: list = field(default_factory=list)
    problem: str = ""

    @property
    def taken(self):
        """How many of the rows would be taken."""
        return sum(not row.reason for row in self.rows)


class OldRows(References):
    """Finds rows by what the old database says, whether they have been imported or not."""

    def find(self, spec, field, target, values):
        parts = spec.parts(values)
        if not any(parts):
            return None
        if self._is_large(target):
            return ", ".join(parts)
        self._index(spec, target).get(parts, field.name)
        return ", ".join(parts)

    def _is_large(self, target):
        return any(_rows(one.table) > LOOKED_UP for one in self.plan.sources(target.name))


class Stage:
    """Stands in for the run of an import."""

    def __init__(self, plan):
        self.plan, self.user, self.record = plan, None, None

    def counts_of(self, target):
        return Counter()


def preview_of(text, target_name, number):
    """The Preview of one part of a map that has been checked."""
    plan, words = parse_map(text), words_of(text, target_name, number)
    source = plan.sources(target_name)[number]
    made = Preview([name for name, _spec in _shown(source)])
    try:
        _refuse_large(source)
        target = registry[target_name](Stage(plan))
        evaluator = Evaluator(plan, OldRows(plan), target, source)
        secret = {
            name
            for name, spec in source.values.items()
            if is_secret(name) or any(is_masked(words, column) for column in spec.names)
        }
        for row in read_rows(source, ROWS):
            made.rows.append(_row(evaluator, target, source, row, secret))
    except (BridgeError, Error, OSError) as error:
        made.problem = said_of(error).translated()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        made.problem = maps.misshapen(error).said.translated()
    return made


def _shown(source):
    """(name, Value) of the fields of `source`, those that no row can be without first."""
    field = registry[source.target].field
    return sorted(source.values.items(), key=lambda item: not field(item[0]).required)


def _row(evaluator, target, source, row, secret):
    values, notes, rejected = {}, {}, None
    try:
        values = evaluator.candidate(row, notes).values
        target.prepare(values)
    except Rejected as error:
        rejected = error
    cells = [_cell(target, name, spec, row, values, secret) for name, spec in _shown(source)]
    shown = PreviewRow(masked(row.reference), cells, notes=sorted(notes))
    if rejected:
        shown.reason = rejected.reason
        shown.detail = MASK if secret else masked(rejected.detail)
    return shown


def _cell(target, name, spec, row, values, secret):
    if name in secret:
        return MASK, True
    field = target.field(name)
    attribute = f"{field.attribute}_id" if field.kind == "reference" else field.attribute
    value = values[attribute] if attribute in values else spec.raw(row.values)
    shown = masked(text(value))
    return (shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"), False


def _rows(table):
    """How many rows a table, or a family of tables, has; counted up to COUNTED of each."""
    return sum(count(model) for model in models_like(table).values())


def _refuse_large(source):
    """Raises BridgeError where ten rows could only be had by reading a large table whole."""
    whole = [join.table for join in source.join.values()]
    keyless = any(
        isinstance(model._meta.pk, KeyField) and model._meta.pk.digest
        for model in models_like(source.table).values()
    )
    if source.punches or keyless:
        whole.append(source.table)
    for table in whole:
        if _rows(table) > COUNTED:
            large = _("The table %(table)r is too large to be read for a preview; try a dry run")
            raise BridgeError(large, table=table)
