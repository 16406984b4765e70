"""Which old rows a run has read, so that it knows which of the site's rows have none any more."""

from legacy.shelf import private_file

CACHE = 4000  # KiB of memory, however many rows there are


class Seen:
    """Keys on disk, in a private file that is gone when it is closed.

    Keys are kept as the last 60 bits of the digest in them: enough to tell ten million rows apart,
    and two that are alike would only keep a row that is gone.
    """

    def __init__(self):
        self.file = private_file(CACHE)
        self.file.execute("CREATE TABLE seen (number INTEGER)")
        self.file.execute("CREATE TABLE there (pk INTEGER, number INTEGER)")

    def add(self, keys):
        """Keeps `keys`, an iterable of legacy keys."""
        with self.file:
            self.file.execute("BEGIN")
            self.file.executemany("INSERT INTO seen VALUES (?)", [(_number(key),) for key in keys])

    def among(self, keys):
        """Those of `keys` that were added before, as a list."""
        self._index()
        numbers = {_number(key): key for key in keys}
        marks = ", ".join("?" * len(numbers))
        sql = f"SELECT DISTINCT number FROM seen WHERE number IN ({marks})"  # noqa: S608
        return [numbers[number] for (number,) in self.file.execute(sql, list(numbers))]

    def missing(self, rows):
        """Yields the `pk` of those of `rows`, (pk, legacy key), whose key was never added."""
        with self.file:
            self.file.execute("BEGIN")
            numbered = ((pk, _number(key)) for pk, key in rows)
            self.file.executemany("INSERT INTO there VALUES (?, ?)", numbered)
        self._index()
        sql = "SELECT pk FROM there WHERE number NOT IN (SELECT number FROM seen) ORDER BY pk"
        for (pk,) in self.file.execute(sql):
            yield pk

    def _index(self):
        self.file.execute("CREATE INDEX IF NOT EXISTS seen_number ON seen (number)")

    def close(self):
        self.file.close()


def _number(key):
    return int(key[-15:], 16)
