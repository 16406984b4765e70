"""Rows of the old database, streamed in pages, in whatever shape attendance is kept there.

A source's rows go through up to three steps before they are looked at: a family of tables gives
its placeholders (`att_{year}`), a row with a column per day or per lesson becomes a row per cell
(`columns`), a list in a cell a row per item (`list`), and punches of a gate a row per person and
day (`punches`).
"""

import json
from dataclasses import dataclass

from legacy.digests import digest
from legacy.fields import KeyField
from legacy.filtering import filtered
from legacy.paging import pages
from legacy.placeholders import pattern
from legacy.punches import first_punches
from legacy.source_models import columns_of, models_like
from legacy.values import fold, text


@dataclass(slots=True)
class Row:
    """One row: `values` by column (and by the names the steps added), `parts` its key as texts,
    `reference` the old row it came from, as "table:key"."""

    table: str
    parts: tuple
    reference: str
    values: dict

    def key(self, name):
        """The digest that the site keeps as `legacy_key`; `name` is the map's source name."""
        return digest(name, self.table, *self.parts)


def read_rows(source, limit=None):
    """Yields the Rows of one source; the same ones in the same order every time."""
    rows = _exploded(source)
    if source.punches:
        rows = first_punches(source.punches, rows)
    if source.distinct:
        rows = _distinct(rows)
    for number, row in enumerate(rows):
        if limit is not None and number >= limit:
            return
        yield row


def count_rows(source):
    """How many rows of the old tables will be read (before any step)."""
    models = models_like(source.table).values()
    return sum(filtered(source, model).count() for model in models)


def _exploded(source):
    fits = pattern(source.table) if "{" in source.table else None
    joins = {name: Lent(source, name, join) for name, join in source.join.items()}
    for table, model in models_like(source.table).items():
        named = fits.fullmatch(table).groupdict() if fits else {}
        for row in _table_rows(source, table, model):
            row.values.update(named)
            for lent in joins.values():
                row.values.update(lent.to(row.values))
            yield from _steps(source, row)


def _steps(source, row):
    if source.columns:
        yield from _cells(source.columns, row)
    elif source.list:
        yield from _items(source.list, row)
    else:
        yield row


def _table_rows(source, table, model):
    key_parts, names = _key_reader(source, model), list(columns_of(model))
    for page in pages(filtered(source, model), model):
        for key, row in page.rows():
            values = dict(zip(names, row, strict=True))
            yield Row(table, key_parts(key, values), f"{table}:{key}", values)


def _key_reader(source, model):
    if source.key is not None:
        return lambda pk, values: tuple(text(values[name]) for name in source.key)
    key = model._meta.pk
    if isinstance(key, KeyField) and not key.digest:
        return lambda pk, values: tuple(text(values[name]) for name in key.columns)
    return lambda pk, values: (text(pk),)


def _cells(columns, row):
    """A row per column that fits the pattern, or that the map lists, and is not empty."""
    listed = columns if isinstance(columns, dict) else {}
    fits = pattern(columns) if isinstance(columns, str) else None
    for name in list(row.values):
        found = fits.fullmatch(name) if fits else None
        given = found.groupdict() if found else listed.get(name)
        if given is None or text(row.values[name]) == "":
            continue
        values = {**row.values, **given, "cell": row.values[name]}
        yield Row(row.table, (*row.parts, name), row.reference, values)


def _items(spec, row):
    """A row per item of the JSON list (or separated text) in one column."""
    for item in dict.fromkeys(_listed(row.values[spec["column"]], spec.get("separator"))):
        yield Row(row.table, (*row.parts, item), row.reference, {**row.values, "item": item})


def _listed(value, separator):
    if separator:
        return [part.strip() for part in text(value).split(separator) if part.strip()]
    try:
        items = json.loads(text(value) or "[]")
    except ValueError:
        return [text(value)]  # no list: the row is rejected by what it is compared with
    return [text(item) for item in items] if isinstance(items, list) else [text(items)]


class Lent:
    """The columns that a join lends to each row: those that the map uses, no others."""

    def __init__(self, source, name, join):
        self.by = join.by
        columns = columns_of(next(iter(models_like(join.table).values())))
        used = [column for column in columns if f"{name}.{column}" in source.used]
        self.blank = {f"{name}.{column}": None for column in used}
        self.rows = {}
        for model in models_like(join.table).values():
            names = [columns[column] for column in (join.match, *used)]
            for match, *values in model.objects.using("legacy").values_list(*names):
                self.rows.setdefault(fold(match), dict(zip(self.blank, values, strict=True)))

    def to(self, values):
        """What is lent to a row; empty values where the other table has no such row."""
        return self.rows.get(fold(values[self.by]), self.blank)


def _distinct(rows):
    seen = set()
    for row in rows:
        if (row.table, row.parts) not in seen:
            seen.add((row.table, row.parts))
            yield row
