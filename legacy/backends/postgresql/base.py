"""The old database on PostgreSQL."""

from django.db.backends.postgresql import base

from legacy.backends.quoting import QuotingOperations


class DatabaseOperations(QuotingOperations, base.DatabaseWrapper.ops_class):
    """Django's, with any sign in names."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with operations of our own."""

    ops_class = DatabaseOperations
