"""Lets a long run of small transactions wait less for the disk, on SQLite.

The rows of an import are scattered over an index of students, so that each batch writes thousands
of pages; the same ones come again with the next batches, and are brought from the log into the
database once instead of every time. Nor does each batch wait until the disk has it: after a power
failure the last ones may be missing, never a part of one, and the next run brings them. What other
connections write is as safe as ever, and so is everything once the settings are as they were.
"""

from contextlib import contextmanager, suppress

from django.db import DatabaseError

EASED = {
    "synchronous": 1,  # NORMAL
    "wal_autocheckpoint": 16_000,  # pages: 64 MB of log
    "cache_size": -8000,  # KiB: what a batch touches, else it is written and read several times
}


@contextmanager
def eased(connection):
    """While the block runs, the transactions of the site's `connection` cost less. Does nothing
    on a server, inside a transaction, or without a log that is written ahead."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or not _has_log(connection):
        yield
        return
    before = {name: _asked(connection, name) for name in EASED}
    _set(connection, EASED)
    try:
        yield
    finally:
        _set(connection, before)
        with suppress(DatabaseError):  # comes with the next transaction anyway
            _asked(connection, "wal_checkpoint(PASSIVE)")


def _has_log(connection):
    return _asked(connection, "journal_mode") == "wal"


def _asked(connection, pragma):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]


def _set(connection, settings):
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"PRAGMA {name} = {value:d}")
