"""The old database on PostgreSQL."""

from django.db.backends.postgresql import base

from legacy.backends.quoting import QuotingCompilers


class DatabaseOperations(QuotingCompilers, base.DatabaseWrapper.ops_class):
    """Django's, with percent signs in names."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with operations of our own."""

    ops_class = DatabaseOperations
