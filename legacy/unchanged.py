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
        self._digests, self._same = {}, {}

    def is_same(self, target):
        """Whether every source of `target`, and of what it refers to, is as it was."""
        if target.name not in self._same:
            self._same[target.name] = self._compare(target)
        return self._same[target.name]

    def digest(self, target, number):
        """The digest of one source as it is now: 64 hex digits."""
        if (target.name, number) not in self._digests:
            source = self.plan.sources(target.name)[number]
            self._digests[target.name, number] = fingerprint(source, self.plan)
        return self._digests[target.name, number]

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


def fingerprint(source, plan):
    """A digest of everything that the rows of `source` are made of."""
    summed = hashlib.blake2b(f"{FORMAT} {plan.digest} {source.target}".encode(), digest_size=32)
    for table, model in models_like(source.table).items():
        _add(summed, table, filtered(source, model), model, source.reads)
    for name, join in source.join.items():
        for table, model in models_like(join.table).items():
            rows = model.objects.using("legacy")
            _add(summed, table, rows, model, partial(source.lends, name))
    return summed.hexdigest()


def _add(summed, table, queryset, model, reads):
    summed.update(repr((table, list(columns_of(model)))).encode())
    for rows, _ in pages(queryset, model, reads):
        summed.update(repr(rows).encode())
