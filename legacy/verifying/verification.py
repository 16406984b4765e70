"""Reads both sides again and says, row by row of the old database, what became of it."""

import time
from array import array
from bisect import bisect_left
from collections import Counter

from django.db import transaction

from legacy.digests import row_key
from legacy.models import Run, SourceState
from legacy.targets import registry
from legacy.verifying.links import Links
from legacy.verifying.meaning import Meaning, Refused
from legacy.verifying.outcomes import (
    CHANGED,
    DOUBLED,
    FAULTS,
    LOST,
    OUTCOMES,
    REJECTED,
    Expected,
    Finding,
)
from legacy.verifying.proof import proof_of
from legacy.verifying.rows import Rows

TOLD = 1000  # so many findings of each target and kind are kept to be told
BATCH = 900  # of 1000 keys and more MariaDB makes a table, and reads all of its own for it
CARRIED = ("new", "changed", "unchanged", "conflicts")


class Verification:
    """Compares the old rows that a Plan names with what the site has. It writes nothing.

    `is_same(target)` says whether the old database is as it was when an import last carried all
    of that target; it is asked only where something differs. Afterwards `counts` has the outcomes
    by target, `reasons` why rows were rejected, `findings` what is not as it should be.
    """

    def __init__(self, plan, is_same=lambda target: True):
        self.plan, self.is_same, self.links = plan, is_same, Links(plan)
        self.counts, self.reasons, self.findings = {}, {}, []
        self.left_out, self.read, self.seconds = [], 0, 0.0
        runs = Run.objects.filter(state=Run.State.DONE).values_list("pk", flat=True)[:1]
        self.runs = {*runs, *SourceState.objects.values_list("run", flat=True)}

    @property
    def faults(self):
        """How many rows are wrong, lost or doubled."""
        return sum(counts[name] for counts in self.counts.values() for name in FAULTS)

    @property
    def changed(self):
        """How many rows have changed in the old database since the last import."""
        return sum(counts[CHANGED] for counts in self.counts.values())

    @property
    def empty(self):
        """Targets of which there were rows and not one arrived: the map or a key is wrong."""
        return [
            name
            for name, counts in self.counts.items()
            if counts[REJECTED] and counts[REJECTED] == counts.total()
        ]

    def total(self):
        """How many old rows will be read."""
        return sum(
            Rows(source, ()).count()
            for target in registry
            for source in self.plan.sources(target.name)
        )

    def execute(self, progress=lambda rows: None):
        """Reads every mapped row, out of one snapshot where the server can; returns itself."""
        started = time.monotonic()
        with transaction.atomic(using="legacy"):
            for target in registry:
                if self.plan.sources(target.name):
                    TargetVerification(self, target).execute(progress)
        self.seconds = time.monotonic() - started
        return self


class TargetVerification:
    """The verification of one target."""

    def __init__(self, whole, target):
        self.whole, self.target = whole, target
        self.proof = proof_of(target, whole.plan, whole.runs)
        self.counts = whole.counts.setdefault(target.name, Counter(dict.fromkeys(OUTCOMES, 0)))
        self.reasons = whole.reasons.setdefault(target.name, Counter())
        self.findings, self.newer = [], Counter()
        self.found = 0
        self.is_referred_to = any(
            field.to == target.name for other in registry for field in other.fields
        )

    def execute(self, progress):
        """Compares every row, and then the numbers of rows on both sides."""
        for source in self.whole.plan.sources(self.target.name):
            rows = self._rows(source)
            self.whole.left_out += rows.left_out
            self._verify(source, rows, progress)
        self._find_doubled()
        for finding in self.proof.finish():
            self._note(finding.outcome, finding)
        self._settle()
        self.whole.findings += self.findings

    def _rows(self, source):
        names = {name for spec in source.values.values() for name in spec.names}
        return Rows(source, names)

    def _verify(self, source, rows, progress):
        links, fields = self.whole.links, self.target.field
        meanings = []
        for name, spec in source.values.items():
            field = fields(name)
            find = links.finder(field, spec, registry[field.to]) if field.to else None
            meanings.append(Meaning(self.target, field, spec, rows.place, find))
        seen = None if rows.is_unique or source.distinct else set()
        for number, page in rows.pages():
            for start in range(0, len(page), BATCH):
                expected = [self._expected(meanings, *row) for row in page[start : start + BATCH]]
                self._judge(expected if seen is None else self._once(expected, seen))
            self.whole.read += number
            progress(number)

    def _expected(self, meanings, table, parts, row):
        one = Expected(row_key(self.whole.plan.name, table, parts), table, parts, {})
        try:
            one.values = {meaning.attribute: meaning.of(row) for meaning in meanings}
            self.proof.expect(one.values)
        except Refused as refused:
            one.reason = str(refused)
        return one

    def _once(self, expected, seen):
        """The rows whose key comes for the first time; the others are rejected."""
        for one in expected:
            if one.key in seen:
                self.counts[REJECTED] += 1
                self.reasons[one.reason or "duplicate"] += 1
            else:
                seen.add(one.key)
                yield one

    def _judge(self, expected):
        expected = list(expected)
        lost = []
        for one, outcome, finding in self.proof.judge(expected):
            self._note(outcome, finding)
            self.found += one.is_here
            if one.reason and outcome == REJECTED:
                self.reasons[one.reason] += 1
            if outcome == LOST:
                lost.append(one.key)
        if self.is_referred_to:
            self.whole.links.missing.setdefault(self.target.name, set()).update(lost)

    def _note(self, outcome, finding=None):
        self.counts[outcome] += 1
        if finding is None:
            return
        self.newer[outcome] += finding.may_be_newer
        if self.counts[outcome] <= TOLD:
            self.findings.append(finding)

    def _find_doubled(self):
        """Looks for rows of the site that no old row stands behind, where the numbers differ."""
        for pk in self.proof.strays().values_list("pk", flat=True):
            self._note(DOUBLED, self._doubled(f"#{pk}", "has no old key"))
        here = self.proof.here()
        if here.count() == self.found:
            return
        keys = self._old_keys()
        for pk, key in here.order_by().values_list("pk", "legacy_key").iterator():
            if not _contains(keys, _short(key)):
                self._note(DOUBLED, self._doubled(f"#{pk}", "no old row stands behind it"))

    def _doubled(self, reference, detail):
        return Finding(self.target.name, reference, DOUBLED, detail, detail != "has no old key")

    def _old_keys(self):
        """The ends of all old keys as sorted numbers, 8 bytes each."""
        keys, name = array("Q"), self.whole.plan.name
        for source in self.whole.plan.sources(self.target.name):
            for _number, page in self._rows(source).pages():
                keys.extend(_short(row_key(name, table, parts)) for table, parts, _ in page)
        return array("Q", sorted(keys))

    def _settle(self):
        """Takes what differs only because the old database has changed since for what it is."""
        if not sum(self.newer.values()) or self.whole.is_same(self.target):
            return
        states = SourceState.objects.filter(target=self.target.name)
        carried = next((state.counts for state in states), None)
        if carried is None:
            return  # never carried whole: what is not here is lost
        if sum(carried.get(name, 0) for name in CARRIED) > self.proof.here().count():
            self.newer[LOST] = 0  # more was brought than is here
        for outcome, number in self.newer.items():
            self.counts[outcome] -= number
            self.counts[CHANGED] += number
        for finding in self.findings:
            if finding.may_be_newer and self.newer[finding.outcome]:
                finding.outcome, finding.detail = CHANGED, finding.detail or "not here yet"


def _short(key):
    return int(key[-16:], 16)


def _contains(ordered, number):
    place = bisect_left(ordered, number)
    return place < len(ordered) and ordered[place] == number
