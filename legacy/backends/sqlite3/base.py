"""The old database in an SQLite file."""

from django.db.backends.sqlite3 import base

from legacy.backends.quoting import QuotingOperations


class DatabaseOperations(QuotingOperations, base.DatabaseWrapper.ops_class):
    """Django's, with any sign in names."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with operations of our own, and text in whatever encoding it was written."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.text_factory = decoded
        return connection


def decoded(raw):
    """Text as UTF-8, which SQLite promises and does not check; else as CP949, else as latin1."""
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
