"""The rows that a source of the map means, in whatever shape attendance is kept there.

Written from `docs/map.md` and not from the importer: families of tables, columns lent by joins,
a row per cell or per item of a list, the first punch of a day, only the first row of each key.
"""

import json
from functools import cached_property

from django.db import connections

from legacy.placeholders import names_in, pattern
from legacy.source_models import all_models, columns_of, models_like
from legacy.verifying.decoding import folded, written
from legacy.verifying.gate import first_of_day
from legacy.verifying.tables import PAGE, Table


class Rows:
    """The rows of one source as (table, parts of the key, values) with values in the order of
    `names`: the wanted columns, joined ones as "name.column", and what the steps add."""

    def __init__(self, source, wanted):
        self.source, self.wanted = source, set(wanted)
        self.models = models_like(source.table)
        self.joined = [Lent(name, join, self.wanted) for name, join in source.join.items()]
        self.added = sorted(source.extra)
        known = {name for model in self.models.values() for name in columns_of(model)}
        self.columns = sorted(known & self._asked(known))
        lent = [name for one in self.joined for name in one.names]
        self.names = [*self.columns, *lent, *self.added]
        self.place = {name: place for place, name in enumerate(self.names)}

    def _asked(self, known):
        """The columns of the table that are needed to make the rows."""
        source, asked = self.source, set(self.wanted)
        asked |= {join.by for join in source.join.values()} | set(source.key or ())
        asked |= {name for name in known if self._given(name) is not None}
        if source.list:
            asked.add(source.list["column"])
        for word, said in source.punches.items():
            asked |= {"at": lambda one: {one}, "by": set, "only": set, "start": _columns_in}.get(
                word, lambda one: set()
            )(said)
        return asked

    @cached_property
    def _fits(self):
        return pattern(self.source.columns) if isinstance(self.source.columns, str) else None

    def _given(self, name):
        """What a column that holds cells adds to its rows; None where it holds none."""
        if not self.source.columns:
            return None
        if isinstance(self.source.columns, dict):
            return self.source.columns.get(name)
        found = self._fits.fullmatch(name)
        return found.groupdict() if found else None

    @property
    def is_unique(self):
        """Whether the old server itself sees to it that no key comes twice."""
        if self.source.punches or self.source.list or self.source.columns:
            return True
        return self.source.key is None and not any(self._table(one).digest for one in self.models)

    @property
    def left_out(self):
        """Tables of the old database that fit the map and are in no generated model."""
        if not names_in(self.source.table):
            return []
        with connections["legacy"].cursor() as cursor:
            there = connections["legacy"].introspection.table_names(cursor)
        fits = pattern(self.source.table)
        return sorted(name for name in there if fits.fullmatch(name) and name not in all_models())

    def count(self):
        """How many rows of the old tables there are."""
        return sum(self._table(name).count() for name in self.models)

    def pages(self):
        """Yields (number of old rows that were read, [(table, parts, values)])."""
        if self.source.punches:
            yield from _in_pages(first_of_day(self.source.punches, self.place, self._each()))
        elif self.source.distinct:
            yield from self._first_of_each()
        else:
            yield from self._table_pages()

    def _each(self):
        for _number, rows in self._table_pages():
            yield from rows

    def _first_of_each(self):
        seen = set()
        for number, rows in self._table_pages():
            first = []
            for row in rows:
                if row[:2] not in seen:
                    seen.add(row[:2])
                    first.append(row)
            yield number, first

    def _table(self, name):
        return Table(self.models[name], set(self.columns), self.source.where)

    def _table_pages(self):
        fits = pattern(self.source.table)
        for name in self.models:
            found = fits.fullmatch(name)
            named = found.groupdict() if found else {}
            tail = [named.get(word) for word in self.added]
            table = self._table(name)
            key = [table.names.index(one) for one in self._key_of(table)]
            order = [table.names.index(one) if one in table.names else None for one in self.columns]
            is_same = order == list(range(len(table.names)))
            for page in table.pages():
                rows = []
                for old in page:
                    parts = tuple([written(old[place]) for place in key])
                    values = old if is_same else [None if at is None else old[at] for at in order]
                    for lent in self.joined:
                        values += lent.to(values, self.place)
                    rows.append((name, parts, values + tail))
                yield len(page), self._stepped(rows)

    def _key_of(self, table):
        if self.source.key is not None:
            return self.source.key
        return [table.digest] if table.digest else table.key

    def _stepped(self, rows):
        if self.source.columns:
            return [made for row in rows for made in self._cells(*row)]
        if self.source.list:
            return [made for row in rows for made in self._items(*row)]
        return rows

    def _cells(self, table, parts, values):
        for column in self.columns_in_order[table]:
            cell = values[self.place[column]]
            if written(cell):
                made = list(values)
                for name, given in {**self._given(column), "cell": cell}.items():
                    made[self.place[name]] = given
                yield table, (*parts, column), made

    @cached_property
    def columns_in_order(self):
        """`{table: [column]}` of the columns that hold cells, as the tables have them."""
        return {
            table: [name for name in columns_of(model) if self._given(name) is not None]
            for table, model in self.models.items()
        }

    def _items(self, table, parts, values):
        held = values[self.place[self.source.list["column"]]]
        for item in dict.fromkeys(_listed(held, self.source.list.get("separator"))):
            made = list(values)
            made[self.place["item"]] = item
            yield table, (*parts, item), made


class Lent:
    """What a join lends: of the first row of the other table that matches."""

    def __init__(self, name, join, wanted):
        self.by = join.by
        models = models_like(join.table).values()
        columns = [one for one in columns_of(next(iter(models))) if f"{name}.{one}" in wanted]
        self.names = [f"{name}.{column}" for column in columns]
        self.nothing, self.rows = [None] * len(columns), {}
        for model in models:
            table = Table(model, {join.match, *columns}, {})
            match, *places = [table.names.index(one) for one in (join.match, *columns)]
            for page in table.pages():
                for row in page:
                    said = [row[place] for place in places]
                    self.rows.setdefault(folded(row[match]), said)

    def to(self, values, place):
        """The lent values for a row of which the values so far are known."""
        return self.rows.get(folded(values[place[self.by]]), self.nothing)


def _columns_in(start):
    """The columns that a punch's `start` is made of."""
    if isinstance(start, dict):
        start = start.get("column", start.get("columns", ()))
    return {start} if isinstance(start, str) else set(start)


def _listed(held, separator):
    """The items of a cell: of a JSON list, or of a text with a separator."""
    if separator:
        return [item.strip() for item in written(held).split(separator) if item.strip()]
    try:
        found = held if isinstance(held, list) else json.loads(written(held) or "[]")
    except ValueError:
        return [written(held)]
    return [written(one) for one in (found if isinstance(found, list) else [found])]


def _in_pages(rows):
    page = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield len(page), page
            page = []
    if page:
        yield len(page), page
