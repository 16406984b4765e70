"""References of old rows to each other: by key, by number, by name."""

from legacy.reading import read_rows
from legacy.stand_ins import stand_in_key
from legacy.values import Rejected, fold

AMBIGUOUS = object()


class Orphan(Rejected):
    """The old database does not have what a row refers to."""


class References:
    """Finds the site's row that an old row speaks of.

    For each kind of reference one index is built, of the size of what is referred to (students,
    courses), never of what refers (marks).
    `stand_in(target, key, parts)` makes a placeholder for what the old database does not have and
    gives its primary key, or None where there is to be none.
    """

    def __init__(self, plan, stand_in=lambda target, key, parts: None):
        self.plan, self.stand_in = plan, stand_in
        self._indexes, self._ids = {}, {}

    def forget(self, target):
        """Called when the rows of `target` have changed at the site."""
        self._ids.pop(target.name, None)

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
        if key not in ids:
            pk = self.stand_in(target, key, parts)
            if pk is None:
                raise orphan
            ids[key] = pk
        return ids[key]

    def _index(self, spec, target):
        name = (target.name, repr(spec.to))
        if name not in self._indexes:
            self._indexes[name] = Index(self.plan, target, spec.to)
        return self._indexes[name]

    def _site_ids(self, target):
        if target.name not in self._ids:
            rows = target.model.objects.exclude(legacy_key=None)
            self._ids[target.name] = dict(rows.values_list("legacy_key", "pk"))
        return self._ids[target.name]


class Index:
    """Old rows of one target by what others call them: exactly, or else without regard to case
    and blanks, as long as that means one row only."""

    def __init__(self, plan, target, to):
        self.exact, self.folded = {}, {}
        for source in plan.sources(target.name):
            for row in read_rows(source):
                parts = to.parts(row.values) if to else row.parts
                self._add(self.exact, parts, row.key(plan.name))
                self._add(self.folded, tuple(map(fold, parts)), row.key(plan.name))

    def _add(self, index, parts, key):
        index[parts] = key if index.get(parts, key) == key else AMBIGUOUS

    def get(self, parts, name):
        """The legacy key of the row that `parts` mean; raises Rejected otherwise."""
        key = self.exact.get(parts) or self.folded.get(tuple(map(fold, parts)))
        if key is None:
            raise Orphan(f"orphan {name}", ", ".join(parts))
        if key is AMBIGUOUS:
            raise Rejected(f"ambiguous {name}", ", ".join(parts))
        return key
