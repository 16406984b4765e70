"""References of old rows to each other: by key, by number, by name."""

from itertools import islice

from legacy.digests import named
from legacy.paging import PAGE, by_key
from legacy.reading import read_rows
from legacy.shelf import AMBIGUOUS, Shelf
from legacy.stand_ins import stand_in_key
from legacy.values import Rejected, fold


class Orphan(Rejected):
    """The old database does not have what a row refers to."""


class References:
    """Finds the site's row that an old row speaks of.

    For each kind of reference one index is built, of what is referred to (students, lessons),
    never of what refers (marks). It stands on a Shelf, not in memory.
    `stand_in(target, key, parts)` makes a placeholder for what the old database does not have and
    gives its primary key, or None where there is to be none.
    """

    def __init__(self, plan, stand_in=lambda target, key, parts: None):
        self.plan, self.stand_in = plan, stand_in
        self._indexes, self._ids, self._shelf = {}, {}, Shelf()

    def forget(self, target):
        """Called when the rows of `target` have changed at the site."""
        if target.name in self._ids:
            self._ids.pop(target.name).drop()

    def find(self, spec, field, target, values):
        """The primary key at the site, or None where the row refers to nobody.

        Raises Rejected ("orphan student", "ambiguous student") where it refers to somebody whom
        the old database does not have, or has twice, or whose own row was rejected. One whom it
        does not have and who has a placeholder is that placeholder.
        """
        parts = spec.parts(values)
        if not any(parts):
            return None
        try:
            key = self._index(spec, target).get(parts, field.name)
        except Orphan as orphan:
            return self._placeholder(spec, target, parts, orphan)
        pk = self._site_ids(target).get(key)
        if pk is None:
            raise Rejected(f"orphan {field.name}", ", ".join(parts))
        return pk

    def _placeholder(self, spec, target, parts, orphan):
        called = spec.to.names if spec.to else ()
        key = stand_in_key(self.plan.name, called, tuple(map(fold, parts)))
        ids = self._site_ids(target)
        pk = ids.get(key)
        if pk is None:
            pk = self.stand_in(target, key, parts)
            if pk is None:
                raise orphan
            ids.put([(key, pk)])
        return pk

    def _index(self, spec, target):
        name = (target.name, repr(spec.to))
        if name not in self._indexes:
            self._indexes[name] = Index(self.plan, target, spec.to, self._shelf)
        return self._indexes[name]

    def _site_ids(self, target):
        if target.name not in self._ids:
            ids = self._ids[target.name] = self._shelf.table()
            rows = target.model.objects.exclude(legacy_key=None)
            ids.put((key, pk) for pk, key in by_key(rows.values_list("pk", "legacy_key")))
        return self._ids[target.name]


class Index:
    """Old rows of one target by what others call them: exactly, or else without regard to case
    and blanks, as long as that means one row only."""

    def __init__(self, plan, target, to, shelf):
        self.exact, self.folded = shelf.table(is_clear=True), shelf.table(is_clear=True)
        for source in plan.sources(target.name):
            rows = iter(read_rows(source))
            while lot := list(islice(rows, PAGE)):
                keys = [(to.parts(row.values) if to else row.parts, row) for row in lot]
                keys = [(parts, row.key(plan.name)) for parts, row in keys]
                self.exact.put((named(parts), key) for parts, key in keys)
                self.folded.put((_folded(parts), key) for parts, key in keys)

    def get(self, parts, name):
        """The legacy key of the row that `parts` mean; raises Rejected otherwise."""
        key = self.exact.get(named(parts))
        if key is None:
            key = self.folded.get(_folded(parts))
        if key is None:
            raise Orphan(f"orphan {name}", ", ".join(parts))
        if key == AMBIGUOUS:
            raise Rejected(f"ambiguous {name}", ", ".join(parts))
        return key


def _folded(parts):
    return named(tuple(map(fold, parts)))
