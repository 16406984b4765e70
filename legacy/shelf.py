"""Dictionaries on disk: what the old rows of a target are called, or lend to others.

An old database may have hundreds of thousands of lessons. What a run has to know of each is looked
up here, in a private file that nobody else sees, so that memory stays the same.
"""

import sqlite3
from weakref import finalize

CACHE = 8000  # KiB of memory, however much there is
AMBIGUOUS = ""  # what a name gives that was put for different texts


def private_file(cache):
    """A connection to a file without a name, of which at most `cache` KiB are in memory; any thread
    may use it, one at a time. The file is gone when it is closed."""
    file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for setting in (f"cache_size = -{cache}", "journal_mode = OFF", "synchronous = OFF"):
        file.execute(f"PRAGMA {setting}")
    return file


class Shelf:
    """The file; `table` makes dictionaries in it. It goes when nobody has it any more."""

    def __init__(self):
        self.file = private_file(CACHE)
        finalize(self, self.file.close)
        self.made = 0

    def table(self, is_clear=False):
        """A new Table; with `is_clear` a name that is put again for something else becomes
        AMBIGUOUS, otherwise what was put first stands."""
        self.made += 1
        return Table(self.file, f"t{self.made}", is_clear)


class Table:
    """One dictionary; names are texts, values what SQLite can keep."""

    def __init__(self, file, name, is_clear):
        self.file = file
        again = f"UPDATE SET value = '{AMBIGUOUS}' WHERE value <> excluded.value"
        again = again if is_clear else "NOTHING"
        file.execute(f"CREATE TABLE {name} (name TEXT PRIMARY KEY, value) WITHOUT ROWID")
        self._put = f"INSERT INTO {name} VALUES (?, ?) ON CONFLICT (name) DO {again}"  # noqa: S608
        self._drop = f"DROP TABLE {name}"
        self._get = f"SELECT value FROM {name} WHERE name = ?"  # noqa: S608

    def put(self, pairs):
        """Keeps (name, value) pairs, an iterable."""
        with self.file:
            self.file.execute("BEGIN")
            self.file.executemany(self._put, pairs)

    def get(self, name):
        """The value, or None."""
        found = self.file.execute(self._get, (name,)).fetchone()
        return found and found[0]

    def drop(self):
        """Forgets everything."""
        self.file.execute(self._drop)
