"""The old database on MySQL or MariaDB."""

from django.db.backends.mysql import base
from MySQLdb.connections import Connection
from MySQLdb.cursors import SSCursor

from legacy.backends.quoting import QuotingOperations
from legacy.readonly import check_statement

LIKE = {"contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "iexact"}


class DatabaseOperations(QuotingOperations, base.DatabaseWrapper.ops_class):
    """Django's, with any sign in names, and any text looked for in any column."""

    quote = "`"

    def lookup_cast(self, lookup_type, internal_type=None):
        """A column of latin1 or euckr is no "illegal mix of collations" with what it cannot
        hold; no row has it."""
        if lookup_type in LIKE:
            return "CONVERT(%s USING utf8mb4)"
        return super().lookup_cast(lookup_type, internal_type)


class ReadingConnection(Connection):
    """The driver's connection, which sends reads only: what comes past Django's own cursors (a
    procedure that is called, a cursor of the driver) is refused before the server sees it."""

    def query(self, query):
        check_statement(query)
        super().query(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with operations of our own, on a connection that only reads."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params):
        return ReadingConnection(**conn_params)

    def chunked_cursor(self):
        """A cursor whose rows stay at the server until they are fetched. Django's own holds all
        of them in memory. Nothing else can be asked until the last one is fetched."""
        return self._cursor(name="chunked")

    def create_cursor(self, name=None):
        if name is None:
            return super().create_cursor(name)
        return base.CursorWrapper(self.connection.cursor(SSCursor))
