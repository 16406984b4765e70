"""Says whether anything has changed in the old database since a source was last carried.

The rows of a source, of the tables it joins and of the targets it refers to are read as the driver
gives them and go into one digest. Reading them is a small part of an import, so a nightly run
that brings nothing costs little.
"""

import hashlib
from functools import partial

from legacy.filtering import filtered
from legacy.models import SourceState
from legacy.paging import pages
from legacy.source_models import columns_of, models_like
from legacy.targets import registry

FORMAT = 1  # counts up when rows come to mean something else, so that all are looked at again


class Changes:
    """Compares sources with what they were when a run last finished them."""

    def __init__(self, plan):
        self.plan = plan
        self._digests, self._same, self._watched = {}, {}, {}

    def is_same(self, target):
        """Whether every source of `target`, and of what it refers to, is as it was."""
        if target.name not in self._same:
            self._same[target.name] = self._compare(target)
        return self._same[target.name]

    def digest(self, target, number):
        """The digest of one source as it is now: 64 hex digits."""
        place = target.name, number
        if place not in self._digests:
            made = self._watched.pop(place, None)
            if made is None:
                made = Fingerprint(self.plan.sources(target.name)[number], self.plan)
                made.read()
            self._digests[place] = made.hexdigest()
        return self._digests[place]

    def watch(self, target, number):
        """What `read_rows` is given so that its pages need not be read again for a digest: a
        method of a Fingerprint; None where the digest is known. All of them must be read."""
        place = target.name, number
        if place in self._digests:
            return None
        self._watched[place] = Fingerprint(self.plan.sources(target.name)[number], self.plan)
        return self._watched[place].watch

    def states(self, target):
        """`{number: SourceState}` of the target's sources."""
        return {state.number: state for state in SourceState.objects.filter(target=target.name)}

    def remember(self, target, counts, run):
        """Keeps what the sources were, with the counts of the run that has carried them."""
        for number in range(len(self.plan.sources(target.name))):
            SourceState.objects.update_or_create(
                target=target.name,
                number=number,
                defaults={
                    "digest": self.digest(target, number),
                    "counts": counts,
                    "run": run,
                },
            )

    def _compare(self, target):
        states, sources = self.states(target), self.plan.sources(target.name)
        same = len(states) == len(sources) and all(
            number in states and states[number].digest == self.digest(target, number)
            for number in range(len(sources))
        )
        return same and all(self.is_same(registry[name]) for name in target.after)


class Fingerprint:
    """A digest of everything that the rows of `source` are made of, while they are read."""

    def __init__(self, source, plan):
        self.source = source
        self.summed = hashlib.blake2b(
            f"{FORMAT} {plan.digest} {source.target}".encode(), digest_size=32
        )

    def watch(self, table, model, found):
        """Yields `found`, the pages of `table`, and adds them."""
        self.summed.update(repr((table, list(columns_of(model)))).encode())
        for rows, layout in found:
            self.summed.update(repr(rows).encode())
            yield rows, layout

    def read(self):
        """Reads all rows, where nobody else does."""
        for table, model in models_like(self.source.table).items():
            rows = filtered(self.source, model)
            self._add(table, model, pages(rows, model, self.source.reads))

    def hexdigest(self):
        """64 hex digits, of what was watched or read and of the tables that are joined to it."""
        for name, join in self.source.join.items():
            for table, model in models_like(join.table).items():
                rows = model.objects.using("legacy")
                self._add(table, model, pages(rows, model, partial(self.source.lends, name)))
        return self.summed.hexdigest()

    def _add(self, table, model, found):
        for _ in self.watch(table, model, found):
            pass
