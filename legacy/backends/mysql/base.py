"""The old database on MySQL or MariaDB."""

from django.db.backends.mysql import base
from MySQLdb.cursors import SSCursor

from legacy.backends.quoting import QuotingOperations

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


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with operations of our own."""

    ops_class = DatabaseOperations

    def chunked_cursor(self):
        """A cursor whose rows stay at the server until they are fetched. Django's own holds all
        of them in memory. Nothing else can be asked until the last one is fetched."""
        return self._cursor(name="chunked")

    def create_cursor(self, name=None):
        if name is None:
            return super().create_cursor(name)
        return base.CursorWrapper(self.connection.cursor(SSCursor))
