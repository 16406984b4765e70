"""Queries that Django puts into SQL once, and not again for every page.

Putting a query of ten conditions into SQL takes Django a millisecond or two, several times what
the database needs to answer it. What the page of a lesson asks is always the same but for a few
values; so the SQL is kept, and the values are put in.
"""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression


class Given(Expression):
    """A value that a Prepared query gets when it is asked: `Given("course", BigIntegerField())`.

    It stands wherever a queryset takes an expression; None is NULL, with which nothing compares.
    """

    def __init__(self, name, field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value(self, given, connection):
        """What goes to the database driver."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


class Prepared:
    """The rows of a queryset with `Given` values in it.

    `build` makes the queryset (a `values_list`); it is called once, and must not depend on
    anything but its Given values.
    """

    def __init__(self, build):
        self._build = build
        self._kept = None

    def rows(self, **given):
        """A list of tuples, as the queryset would have them, for these values by name."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiler, sql, parameters = self._compiled(connection)
        values = [
            one.value(given, connection) if isinstance(one, Given) else one for one in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(compiler.results_iter([cursor.fetchall()], tuple_expected=True))

    def _compiled(self, connection):
        """`(compiler, SQL, parameters)`, of which all threads only read."""
        kept = self._kept
        if kept is None or kept[0].connection.vendor != connection.vendor:
            compiler = self._build().query.get_compiler(connection=connection)
            kept = self._kept = (compiler, *compiler.as_sql())
        return kept
