"""Pages of one old table, in the order of its key, as the driver gives them and converted.

A page is asked for by the key of the last row before it, so the hundredth costs what the first
does and memory holds one page. A table without a key is read in one go.
"""

from django.db import connections
from django.db.models import Q

from legacy.fields import KeyField
from legacy.source_models import columns_of

PAGE = 2000


class Page:
    """Some rows: `raw` as tuples of the driver, `rows()` with every value as its field reads it.

    Each row is the table's key (as the model has it) and then its columns in their order.
    """

    def __init__(self, raw, compiler, key_place):
        self.raw, self._compiler, self._key_place = raw, compiler, key_place

    def rows(self):
        """Yields (key, values) for every row."""
        expressions = [selected[0] for selected in self._compiler.select]
        converters = self._compiler.get_converters(expressions)
        rows = self._compiler.apply_converters(self.raw, converters) if converters else self.raw
        first = 1 if self._key_place is None else 0
        for row in rows:
            yield row[self._key_place or 0], row[first:]


def pages(queryset, model):
    """Yields the Pages of `queryset`, a query over `model`."""
    key, columns = model._meta.pk, columns_of(model)
    wanted, key_place = list(columns.values()), None
    if isinstance(key, KeyField):
        wanted = [key.attname, *wanted]
    else:
        key_place = wanted.index(key.attname)
    if isinstance(key, KeyField) and key.digest:
        yield _page(queryset.order_by().values_list(*wanted), key_place)
        return
    order = [columns[name] for name in key.columns] if isinstance(key, KeyField) else [key.attname]
    places = [wanted.index(name) for name in order]
    ordered = queryset.order_by(*order).values_list(*wanted)
    page = _page(ordered[:PAGE], key_place)
    while page.raw:
        yield page
        if len(page.raw) < PAGE:
            return
        last = [page.raw[-1][place] for place in places]
        page = _page(ordered.filter(_after(order, last))[:PAGE], key_place)


def _page(queryset, key_place):
    compiler = queryset.query.get_compiler("legacy")
    sql, params = compiler.as_sql()
    with connections["legacy"].cursor() as cursor:
        cursor.execute(sql, params)
        return Page(cursor.fetchall(), compiler, key_place)


def _after(order, last):
    """The condition that a row comes after `last` in `order` (columns from left to right)."""
    condition, equal = Q(), Q()
    for name, value in zip(order, last, strict=True):
        condition |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return condition
