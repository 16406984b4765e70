"""Pages of one old table, in the order of its key, as the driver gives them.

A page is asked for by the key of the last row before it, so the hundredth costs what the first
does and memory holds one page. A table without a key has no such order: its rows are written to a
temporary file while the server sends them, and come from there.
"""

import pickle
import tempfile
from copy import copy

from django.db import connections, models
from django.db.models import Q
from django.db.models.functions import Substr

from legacy.fields import KeyField
from legacy.source_models import LONGEST, columns_of

PAGE = 2000
SHOWN = 201  # characters of a long text that is only shown, if its row is rejected


class Layout:
    """Where each column stands in the driver's tuples, and how its values are read.

    `places` maps columns to places. The key of the model stands in front where it is no column.
    """

    def __init__(self, model, names, compiler):
        self.names, is_extra = names, isinstance(model._meta.pk, KeyField)
        self.first = 1 if is_extra else 0
        self.places = {name: place for place, name in enumerate(names, self.first)}
        self.key_place = 0 if is_extra else self.places[model._meta.pk.column]
        expressions = [selected[0] for selected in compiler.select]
        self._converters = compiler.get_converters(expressions)
        self._connection = compiler.connection

    def read(self, place, raw):
        """The value at `place` of the tuple `raw`, as the model's field reads it."""
        value = raw[place]
        if place in self._converters:
            converters, expression = self._converters[place]
            for convert in converters:
                value = convert(value, expression, self._connection)
        return value

    def is_read_as_it_is(self, place):
        """Whether the value at `place` is what the driver gives."""
        return place not in self._converters

    def values(self, raw):
        """`{column: value}` of the tuple `raw`."""
        values = dict(zip(self.names, raw[self.first :], strict=True))
        for place in self._converters:
            if place >= self.first:
                values[self.names[place - self.first]] = self.read(place, raw)
        return values


def pages(queryset, model, reads=lambda name: True):
    """Yields (rows as tuples of the driver, their Layout) of `queryset`, a query over `model`.

    Of long texts that nobody `reads` (a function of a column's name) comes the beginning, of the
    others no more than tells that they are too long, and of pictures and files nothing: a gigabyte
    in a cell never leaves the old server.
    """
    key, columns = model._meta.pk, columns_of(model)
    selected = dict(_selected(model, reads))
    wanted = list(selected.values())
    if isinstance(key, KeyField):
        wanted = [key.attname, *wanted]
        order = [] if key.digest else [columns[name] for name in key.columns]
    else:
        order = [key.attname]
    queryset = queryset.order_by(*order).values_list(*wanted)
    compiler = queryset.query.get_compiler("legacy")
    compiler.pre_sql_setup()
    layout = Layout(model, list(selected), compiler)
    found = _keyed(queryset, order, wanted) if order else _spooled(queryset)
    return ((rows, layout) for rows in found)


def by_key(rows, size=PAGE):
    """Yields `rows`, a queryset of the site, in the order of the primary key: objects, or tuples
    with that key in front. They come page by page: MySQL's driver would hold all of them in memory,
    whatever `iterator` says."""
    rows, last = rows.order_by("pk"), 0
    while page := list(rows.filter(pk__gt=last)[:size]):
        yield from page
        last = page[-1].pk if isinstance(page[-1], models.Model) else page[-1][0]


def _selected(model, reads):
    """(column, what is asked for) of the columns that are asked for at all."""
    key = model._meta.pk
    always = set(key.columns if isinstance(key, KeyField) else (key.column,))
    for name, attribute in columns_of(model).items():
        field = model._meta.get_field(attribute)
        is_read = reads(name)
        if name in always and not getattr(key, "digest", False):
            yield name, attribute
        elif isinstance(field, models.TextField):
            most = LONGEST + 1 if is_read else SHOWN
            yield name, Substr(attribute, 1, most, output_field=copy(field))
        elif is_read or field.max_length or not isinstance(field, models.BinaryField):
            yield name, attribute


def _keyed(queryset, order, wanted):
    places = [wanted.index(name) for name in order]
    rows = _rows(queryset[:PAGE])
    while rows:
        yield rows
        if len(rows) < PAGE:
            return
        last = [rows[-1][place] for place in places]
        rows = _rows(queryset.filter(_after(order, last))[:PAGE])


def _rows(queryset):
    sql, params = queryset.query.get_compiler("legacy").as_sql()
    with connections["legacy"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _spooled(queryset):
    sql, params = queryset.query.get_compiler("legacy").as_sql()
    with tempfile.TemporaryFile() as spool:
        with connections["legacy"].chunked_cursor() as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(PAGE):
                pickle.dump(rows, spool)
        end = spool.tell()
        spool.seek(0)
        while spool.tell() < end:
            yield pickle.load(spool)  # noqa: S301 - written above, in a file without a name


def _after(order, last):
    """The condition that a row comes after `last` in `order` (columns from left to right)."""
    condition, equal = Q(), Q()
    for name, value in zip(order, last, strict=True):
        condition |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return condition
