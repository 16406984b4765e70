"""One table of the old database by plain SQL, page after page in the order of its key."""

from itertools import islice

from django.db import connections

from legacy.errors import BridgeError
from legacy.fields import KeyField
from legacy.source_models import columns_of
from legacy.verifying.decoding import decoder, encoded, selected

PAGE = 2000
COMPARISONS = {"from": ">=", "to": "<="}


class Table:
    """The rows of one table that a map's `where` lets through.

    `names` are the columns that are asked for, in the order of each row's values; those of the
    key come first. A table without a key has a digest of the whole row in their place.
    """

    def __init__(self, model, wanted, where):
        self.connection, self.model = connections["legacy"], model
        attributes = columns_of(model)
        self.fields = {name: model._meta.get_field(attributes[name]) for name in attributes}
        self.key, self.digest = self._key(model._meta.pk)
        first = [self.digest] if self.digest else self.key
        self.names = [
            *first,
            *(name for name in self.fields if name in wanted and name not in first),
        ]
        self.where, self.values = self._where(where)

    def _key(self, field):
        """(columns by which rows are ordered, name of the digest that stands for them or "")."""
        if not isinstance(field, KeyField):
            return [field.column], ""
        return ([], field.name) if field.digest else (list(field.columns), "")

    def _quoted(self, name):
        return self.connection.ops.quote_name(name).replace("%", "%%")

    def _where(self, where):
        conditions, values = [], []
        for name, wanted in where.items():
            for sql, given in self._condition(self._quoted(name), wanted):
                conditions.append(sql)
                values += [encoded(self.fields[name], one) for one in given]
        return conditions, values

    def _condition(self, name, wanted):
        """(SQL, values) of one column's conditions; an empty cell is unlike anything."""
        if isinstance(wanted, list):
            yield f"{name} IN ({', '.join(['%s'] * len(wanted))})" if wanted else "1 = 0", wanted
        elif isinstance(wanted, dict):
            if "not" in wanted:
                yield f"({name} <> %s OR {name} IS NULL)", [wanted["not"]]
            for word in COMPARISONS.keys() & wanted.keys():
                yield f"{name} {COMPARISONS[word]} %s", [wanted[word]]
        else:
            yield f"{name} = %s", [wanted]

    def _select(self, columns, conditions, ending=""):
        chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        table = self._quoted(self.model._meta.db_table)
        return f"SELECT {columns} FROM {table}{chosen}{ending}"  # noqa: S608

    def count(self):
        """How many rows the server says there are."""
        with self.connection.cursor() as cursor:
            cursor.execute(self._select("COUNT(*)", self.where), self.values)
            return cursor.fetchone()[0]

    def pages(self):
        """Yields lists of rows, each a list of values in the order of `names`. Raises BridgeError
        where they are not as many as the server has counted."""
        decoders = [
            (place, decoder(self.fields.get(name))) for place, name in enumerate(self.names)
        ]
        decoders = [(place, reads) for place, reads in decoders if reads]
        expected, number = self.count(), 0
        for page in self._raw_pages():
            number += len(page)
            rows = [list(row) for row in page]
            for place, reads in decoders:
                for row in rows:
                    row[place] = reads(row[place])
            yield rows
        if number != expected:
            table = self.model._meta.db_table
            raise BridgeError(f"{table}: {number} of its {expected} rows can be read in order")

    def _columns(self):
        return ", ".join(
            self._row_digest()
            if name == self.digest
            else self._quoted(name)
            if name in self.key and self.connection.vendor != "postgresql"
            else selected(self.fields[name], self._quoted(name), self.connection.vendor)
            for name in self.names
        )

    def _row_digest(self):
        """The SQL of the digest that names a row without a key; the models define it."""
        rows = self.model.objects.using("legacy").order_by().values_list("pk")
        sql, _values = rows.query.get_compiler("legacy").as_sql()
        return sql.partition(" FROM ")[0].removeprefix("SELECT ")

    def _raw_pages(self):
        columns = self._columns()
        if self.digest:
            yield from self._stream(columns)
            return
        ending = f" ORDER BY {', '.join(map(self._quoted, self.key))} LIMIT {PAGE}"
        page = self._fetched(self._select(columns, self.where, ending), self.values)
        while page:
            yield page
            if len(page) < PAGE:
                return
            after, last = self._after(page[-1][: len(self.key)])
            page = self._fetched(
                self._select(columns, [*self.where, after], ending), [*self.values, *last]
            )

    def _stream(self, columns):
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(self._select(columns, self.where), self.values)
            rows = iter(cursor)
            while page := list(islice(rows, PAGE)):
                yield page

    def _fetched(self, sql, values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _after(self, last):
        """(SQL, values) of the condition that a row comes after the key `last`."""
        names = [self._quoted(name) for name in self.key]
        terms, values = [], []
        for place, name in enumerate(names):
            equal = "".join(f"{other} = %s AND " for other in names[:place])
            terms.append(f"({equal}{name} > %s)")
            values += last[: place + 1]
        return f"({' OR '.join(terms)})", values
