"""Rows of the old database, streamed in pages, in whatever shape attendance is kept there.

A source's rows go through up to three steps before they are looked at: a family of tables gives
its placeholders (`att_{year}`), a row with a column per day or per lesson becomes a row per cell
(`columns`), a list in a cell a row per item (`list`), and punches of a gate a row per person and
day (`punches`).
"""

import json
from functools import partial

from django.db import connections

from legacy.digests import row_key
from legacy.fields import KeyField
from legacy.filtering import filtered
from legacy.paging import pages
from legacy.placeholders import pattern
from legacy.punches import first_punches
from legacy.source_models import columns_of, models_like
from legacy.values import fold, text


class Row:
    """One row: `values` by column (and by the names the steps added), `parts` its key as texts,
    `reference` the old row it came from, as "table:key".

    A row that no step has changed has the driver's tuple as `raw`, and its `layout`; its values
    are only worked out where somebody asks for them.
    """

    __slots__ = ("_values", "layout", "parts", "raw", "reference", "table")

    def __init__(self, table, parts, reference, values=None, raw=None, layout=None):
        self.table, self.parts, self.reference = table, parts, reference
        self._values, self.raw, self.layout = values, raw, layout

    @property
    def values(self):
        if self._values is None:
            self._values = self.layout.values(self.raw)
        return self._values

    def key(self, name):
        """What the site keeps as `legacy_key`; `name` is the map's source name."""
        return row_key(name, self.table, self.parts)

    def derived(self, parts, more):
        """A row that a step made of this one: with the key `parts` and `more` values."""
        return Row(self.table, parts, self.reference, self.values | more)


def read_rows(source, limit=None, watch=None):
    """Yields the Rows of one source; the same ones in the same order every time. `watch(table,
    model, pages)` may look at the pages of each table as they come, and yields them on."""
    rows = _exploded(source, watch)
    if source.punches:
        rows = first_punches(source.punches, rows)
    if source.distinct:
        rows = _distinct(rows)
    for number, row in enumerate(rows):
        if limit is not None and number >= limit:
            return
        yield row


def look(source):
    """Asks every table that `source` reads for no row, with all columns that it needs; raises
    what the server says where one is not there any more."""
    tables = [(source.table, source.reads)]
    tables += [(one.table, partial(source.lends, name)) for name, one in source.join.items()]
    quote = connections["legacy"].ops.quote_name
    with connections["legacy"].cursor() as cursor:
        for like, reads in tables:
            for table, model in models_like(like).items():
                names = ", ".join(quote(name) for name in columns_of(model) if reads(name))
                cursor.execute(f"SELECT {names or 1} FROM {quote(table)} WHERE 1 = 0")  # noqa: S608


def count_rows(source):
    """How many rows of the old tables will be read (before any step)."""
    models = models_like(source.table).values()
    return sum(filtered(source, model).count() for model in models)


def is_named_once(source):
    """Whether no two rows of `source` can have the same key, because the old server sees to it."""
    keys = [model._meta.pk for model in models_like(source.table).values()]
    has_keys = not any(isinstance(key, KeyField) and key.digest for key in keys)
    return source.key is None and has_keys and not (source.list or source.punches)


def _exploded(source, watch):
    fits = pattern(source.table) if "{" in source.table else None
    joins = {name: Lent(source, name, join) for name, join in source.join.items()}
    for table, model in models_like(source.table).items():
        named = fits.fullmatch(table).groupdict() if fits else {}
        for row in _table_rows(source, table, model, watch):
            if named or joins:
                row = row.derived(row.parts, named)
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


def _table_rows(source, table, model, watch):
    found = pages(filtered(source, model), model, source.reads)
    for rows, layout in watch(table, model, found) if watch else found:
        parts = _key_reader(source, model, layout)
        for raw in rows:
            reference = f"{table}:{layout.read(layout.key_place, raw)}"
            yield Row(table, parts(raw), reference, raw=raw, layout=layout)


def _key_reader(source, model, layout):
    """A function that gives the key of a driver's tuple as texts."""
    key, names = model._meta.pk, source.key
    if names is None and isinstance(key, KeyField) and not key.digest:
        names = key.columns
    places = [layout.key_place] if names is None else [layout.places[name] for name in names]
    if len(places) == 1:
        return lambda raw: (text(layout.read(places[0], raw)),)
    return lambda raw: tuple([text(layout.read(place, raw)) for place in places])


def _cells(columns, row):
    """A row per column that fits the pattern, or that the map lists, and is not empty."""
    listed = columns if isinstance(columns, dict) else {}
    fits = pattern(columns) if isinstance(columns, str) else None
    for name in list(row.values):
        found = fits.fullmatch(name) if fits else None
        given = found.groupdict() if found else listed.get(name)
        if given is None or text(row.values[name]) == "":
            continue
        yield row.derived((*row.parts, name), {**given, "cell": row.values[name]})


def _items(spec, row):
    """A row per item of the JSON list (or separated text) in one column."""
    for item in dict.fromkeys(_listed(row.values[spec["column"]], spec.get("separator"))):
        yield row.derived((*row.parts, item), {"item": item})


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
