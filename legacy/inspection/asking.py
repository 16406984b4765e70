"""Small, bounded questions about the data of the old database."""

LONG = 4000  # characters of a text that are looked at


class Data:
    """Asks one connection. Every question reads a bounded number of rows, or goes by an index."""

    def __init__(self, connection):
        self.connection = connection
        self._quote = connection.ops.quote_name

    def values(self, table, column, rows, most):
        """Up to `most` different values of a column, out of the first `rows` rows."""
        name = self._name(column)
        inner = f"SELECT {name} AS v FROM {self._name(table)} WHERE {name} IS NOT NULL LIMIT {rows}"  # noqa: S608
        return [row[0] for row in self._ask(f"SELECT DISTINCT v FROM ({inner}) s LIMIT {most}")]  # noqa: S608

    def present(self, table, column, values):
        """How many of `values` are in a column."""
        name, marks = self._name(column), ", ".join(["%s"] * len(values))
        sql = f"SELECT COUNT(DISTINCT {name}) FROM {self._name(table)} WHERE {name} IN ({marks})"  # noqa: S608
        return self._ask(sql, values)[0][0]

    def texts(self, table, columns, rows):
        """The first `rows` rows of some columns of text, each cut to LONG characters."""
        names = ", ".join(f"SUBSTR({self._name(column)}, 1, {LONG})" for column in columns)
        return self._ask(f"SELECT {names} FROM {self._name(table)} LIMIT {rows}")  # noqa: S608

    def _name(self, name):
        """A quoted name; a percent sign in it is doubled, because values are put in by `%s`."""
        return self._quote(name).replace("%", "%%")

    def _ask(self, sql, values=()):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(values))
            return cursor.fetchall()
