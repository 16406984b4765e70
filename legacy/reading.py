"""Rows of the old database, streamed in pages, in whatever shape attendance is kept there.

A source's rows go through up to three steps before they are looked at: a family of tables gives
its placeholders (`att_{year}`), a row with a column per day or per lesson becomes a row per cell
(`columns`), a list in a cell a row per item (`list`), and punches of a gate a row per person and
day (`punches`).
"""

import json
import pickle
from contextlib import closing
from functools import partial
from itertools import islice

from django.db import connections

from legacy.digests import row_key
from legacy.fields import KeyField
from legacy.filtering import filtered
from legacy.paging import PAGE, pages
from legacy.placeholders import pattern
from legacy.punches import first_punches
from legacy.seen import Seen
from legacy.shelf import Shelf
from legacy.source_models import columns_of, models_like
from legacy.values import fold, text

REMEMBERED = 5_000  # rows of a joined table; its others are on disk


class Row:
    """One row: `values` by column (and by the names the steps added), `parts` its key as texts,
    `reference` the old row it came from, as "table:key".

    A row that no step has changed has the driver's tuple as `raw`, and its `layout`; its values
    and reference are only worked out where somebody asks for them.
    """

    __slots__ = ("_reference", "_values", "layout", "parts", "raw", "table")

    def __init__(self, table, parts, reference=None, values=None, raw=None, layout=None):
        self.table, self.parts, self._reference = table, parts, reference
        self._values, self.raw, self.layout = values, raw, layout

    def __reduce__(self):
        """Pickled without its layout, which belongs to the connection."""
        return Row, (self.table, self.parts, self.reference, self.values)

    @property
    def reference(self):
        if self._reference is None:
            return f"{self.table}:{self.layout.read(self.layout.key_place, self.raw)}"
        return self._reference

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
    """The Rows of one source, one after another; the same ones in the same order every time.
    `watch(table, model, pages)` may look at the pages of each table as they come, and yields them
    on."""
    rows = _exploded(source, watch)
    if source.punches:
        rows = first_punches(source.punches, rows)
    if source.distinct:
        rows = _distinct(rows)
    return rows if limit is None else islice(rows, limit)


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
        rows = _table_rows(source, table, model, watch)
        if not (named or joins or source.columns or source.list):
            yield from rows
            continue
        for row in rows:
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
            yield Row(table, parts(raw), None, None, raw, layout)


def _key_reader(source, model, layout):
    """A function that gives the key of a driver's tuple as texts."""
    key, names = model._meta.pk, source.key
    if names is None and isinstance(key, KeyField) and not key.digest:
        names = key.columns
    places = [layout.key_place] if names is None else [layout.places[name] for name in names]
    if len(places) != 1:  # without any, all rows are one
        return lambda raw: tuple([text(layout.read(place, raw)) for place in places])
    place = places[0]
    if layout.is_read_as_it_is(place):
        return lambda raw: (text(raw[place]),)
    return lambda raw: (text(layout.read(place, raw)),)


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
        self.by, self.layouts, self.known, self.shelf = join.by, [], {}, Shelf()
        columns = columns_of(next(iter(models_like(join.table).values())))
        self.lent = {f"{name}.{one}": one for one in columns if f"{name}.{one}" in source.used}
        self.rows = self.shelf.table()
        for model in models_like(join.table).values():
            rows = model.objects.using("legacy")
            for page, layout in pages(rows, model, partial(source.lends, name)):
                if layout not in self.layouts:
                    self.layouts.append(layout)
                place, number = layout.places[join.match], self.layouts.index(layout)
                keys = [fold(layout.read(place, raw)) for raw in page]
                kept = [pickle.dumps((number, raw)) for raw in page]
                self.rows.put(zip(keys, kept, strict=True))

    def to(self, values):
        """What is lent to a row; empty values where the other table has no such row."""
        match = fold(values[self.by])
        if match not in self.known:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[match] = self._lent(match)
        return self.known[match]

    def _lent(self, match):
        found = self.rows.get(match)
        if found is None:
            return dict.fromkeys(self.lent)
        number, raw = pickle.loads(found)  # noqa: S301 - as put above
        values = self.layouts[number].values(raw)
        return {name: values[column] for name, column in self.lent.items()}


def _distinct(rows):
    """The first row of each key; the keys are on disk."""
    rows = iter(rows)
    with closing(Seen()) as seen:
        while lot := list(islice(rows, PAGE)):
            first = {}
            for row in lot:
                first.setdefault(row.key(""), row)
            for key in seen.among(first):
                del first[key]
            seen.add(first)
            yield from first.values()
