"""Columns and tables of the old database, profiled from a bounded sample of their rows."""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from django.db import Error, models
from django.db.models.functions import Substr

from legacy.fields import KeyField
from legacy.guessing.lexicon import TIMES
from legacy.guessing.patterns import EMPTY_DATES, DateReading, date_reading, share
from legacy.guessing.words import likeness
from legacy.source_models import columns_of
from legacy.values import fold, text

SAMPLE = 3000  # rows of a table that are looked at
COUNTED = 100_000  # rows are counted up to here; beyond, a table is "large"
LONG = 4000  # characters of a long text that are looked at
FULL = 50_000  # rows of a table whose keys are read whole
CODES = 30  # a column of codes has no more different values than this


@dataclass(eq=False)
class Column:
    """One column and its sampled values, one for each sampled row of its table.

    `made` columns are no real ones: placeholders of a table's name, items of a list.
    """

    table: "Table"
    name: str
    kind: str
    values: list
    comment: str = ""
    key: bool = False
    declared_unique: bool = False
    refers: tuple = ()
    choices: tuple = ()
    made: bool = False

    @cached_property
    def texts(self):
        """The values that are there, as texts."""
        texts = (text(value) for value in self.values)
        return [one for one in texts if one and not self._is_empty(one)]

    def _is_empty(self, one):
        return self.kind in {"date", "datetime"} and EMPTY_DATES.fullmatch(one) is not None

    @cached_property
    def counts(self):
        """How often each value occurs, without regard to case, width and blanks."""
        return Counter(map(fold, self.texts))

    @property
    def names(self):
        """What the column is called: its name and its comment."""
        return (self.name, self.comment)

    @property
    def filled(self):
        """The share of rows in which there is a value."""
        return len(self.texts) / len(self.values) if self.values else 0.0

    @cached_property
    def is_unique(self):
        """Whether no value occurs twice in the sample."""
        if self.key or self.declared_unique:
            return True
        return (len(self.texts) > 1 or self.table.rows == 1) and len(self.counts) == len(self.texts)

    @property
    def is_code(self):
        """Whether few short values occur again and again."""
        if self.kind in {"date", "datetime", "decimal", "binary"} or not self.counts:
            return False
        longest = max(map(len, self.counts))
        repeated = len(self.counts) < len(self.texts) or len(self.counts) <= 2
        few = max(8, len(self.texts) // 2)
        return repeated and len(self.counts) <= min(CODES, few) and longest <= 24

    @cached_property
    def is_numeric(self):
        """Whether all values are whole numbers, whatever the type."""
        return bool(self.counts) and all(one.lstrip("-").isdecimal() for one in self.counts)

    @cached_property
    def dates(self):
        """A DateReading, or None where the column holds no dates."""
        if self.kind in {"date", "datetime"}:
            clocks = {one[10:].strip()[:5] for one in self.texts}
            return DateReading((), 1.0, self.kind == "datetime" and len(clocks) > 1)
        if self.kind in {"time", "decimal", "binary", "boolean"}:
            return None
        reading = date_reading(self.values)
        if reading and self.is_numeric and likeness(self.names, TIMES) < 0.5:
            return None  # six or eight digits may be anything
        return reading

    def looks_like(self, pattern):
        """The share of values of a pattern (see `legacy.guessing.patterns`)."""
        return share(pattern, self.texts[:500])


@dataclass(eq=False)
class Table:
    """One table, or what a step makes of it: `row_words` is what the map says of its rows."""

    name: str
    model: type | None
    comment: str
    rows: int
    is_whole: bool  # all rows are in the sample
    columns: dict[str, Column] = field(default_factory=dict)
    row_words: dict = field(default_factory=dict)
    base: "Table | None" = None  # the table that a step was made of
    key: tuple[str, ...] = ()

    @property
    def names(self):
        """What the table is called: its name and its comment."""
        return (self.name, self.comment)

    @property
    def size(self):
        """Number of sampled rows."""
        return len(next(iter(self.columns.values())).values) if self.columns else 0

    def matching(self, names):
        """The sampled values of several columns, row by row."""
        return list(zip(*(self.columns[name].values for name in names), strict=True))


def profile(models_by_table, progress=lambda table: None, report=lambda table, error: None):
    """A Table for each generated model; one that cannot be read is reported and left out."""
    tables = []
    for name, model in models_by_table.items():
        try:
            tables.append(profile_table(name, model))
        except Error as error:
            report(name, error)
        progress(name)
    return tables


def profile_table(name, model):
    """One Table, by at most four bounded queries."""
    rows = count(model)
    table = Table(name, model, _said(model._meta.verbose_name, name), rows, rows <= SAMPLE)
    table.row_words = {"table": name}
    table.key = _key(model)
    fields = {field.column: field for field in model._meta.concrete_fields if _is_real(field)}
    sampled = sample(model, rows)
    for place, (column, model_field) in enumerate(fields.items()):
        values = [row[place] for row in sampled]
        table.columns[column] = _column(table, model, column, model_field, values)
    return table


def count(model):
    """The number of rows, counted up to COUNTED and no further."""
    first = next(field for field in model._meta.concrete_fields if _is_real(field))
    some = model.objects.using("legacy").order_by().values_list(first.attname)
    return some[: COUNTED + 1].count()


def sample(model, rows):
    """At most SAMPLE rows: all of a small table, else the first and the last by the key."""
    queryset, wanted = _bounded(model)
    order = _order(model)
    if rows <= SAMPLE or not order:
        return list(queryset.order_by(*order).values_list(*wanted)[:SAMPLE])
    first = list(queryset.order_by(*order).values_list(*wanted)[: SAMPLE // 2])
    backwards = [f"-{name}" for name in order]
    last = list(queryset.order_by(*backwards).values_list(*wanted)[: SAMPLE // 2])
    return first + last[::-1]


def whole(column):
    """All values of a column as folded texts, or None where the table is large."""
    table = column.table
    if table.is_whole:
        return set(column.counts)
    if table.rows > FULL or table.model is None or column.made:
        return None
    attribute = columns_of(table.model)[column.name]
    values = table.model.objects.using("legacy").order_by().values_list(attribute, flat=True)
    return {fold(value) for value in values} - {""}


def _bounded(model):
    """A queryset that cuts long texts short, and the names to ask it for."""
    queryset, wanted = model.objects.using("legacy"), []
    for model_field in model._meta.concrete_fields:
        if not _is_real(model_field):
            continue
        if isinstance(model_field, models.TextField | models.BinaryField):
            alias = f"cut_{len(wanted)}"
            cut = Substr(model_field.attname, 1, LONG, output_field=copy(model_field))
            queryset = queryset.annotate(**{alias: cut})
            wanted.append(alias)
        else:
            wanted.append(model_field.attname)
    return queryset, wanted


def _order(model):
    key = model._meta.pk
    if not isinstance(key, KeyField):
        return [key.attname]
    by_column = columns_of(model)
    return [] if key.digest else [by_column[name] for name in key.columns]


def _key(model):
    key = model._meta.pk
    if not isinstance(key, KeyField):
        return (key.column,)
    return () if key.digest else tuple(key.columns)


def _is_real(model_field):
    return not isinstance(model_field, KeyField)


def _column(table, model, name, model_field, values):
    comment = _said(model_field.verbose_name, name, model_field.name.replace("_", " "))
    refers = ()
    if model_field.is_relation:
        refers = (model_field.related_model._meta.db_table, model_field.target_field.column)
    return Column(
        table,
        name,
        kind_of(model_field),
        values,
        comment or _note(model_field.help_text),
        key=table.key == (name,),
        declared_unique=model_field.unique,
        refers=refers,
        choices=tuple(str(one) for one, _ in model_field.choices or ()),
    )


def _said(title, *known):
    """A comment, unless it only repeats the name."""
    title = str(title)
    return "" if title.casefold() in {name.casefold() for name in known} else title


def _note(help_text):
    parts = [part for part in str(help_text).split("; ") if not part.startswith("default: ")]
    return "; ".join(part for part in parts if part != "generated")


KINDS = (
    ("DateTime", "datetime"), ("Date", "date"), ("Time", "time"), ("Duration", "time"),
    ("Boolean", "boolean"), ("Binary", "binary"), ("JSON", "json"), ("Json", "json"),
    ("Decimal", "decimal"), ("Float", "decimal"), ("Integer", "integer"), ("Auto", "integer"),
    ("Bit", "integer"), ("Year", "integer"),
)  # fmt: skip


def kind_of(model_field):
    """The kind of values of a model field: text, integer, decimal, date, datetime, time …"""
    while model_field.is_relation:
        model_field = model_field.target_field
    name = type(model_field).__name__
    return next((kind for part, kind in KINDS if part in name), "text")
