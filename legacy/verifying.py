"""Reads both sides again and says, row by row of the old database, what became of it."""

from collections import Counter
from dataclasses import dataclass

from legacy.carrying import batches
from legacy.comparing import ARRIVED, DIFFERS, EDITED, LOST, REJECTED
from legacy.evaluation import Evaluator
from legacy.models import Reject, Run, SourceState
from legacy.reading import read_rows
from legacy.references import References
from legacy.targets import registry
from legacy.values import Rejected

OUTCOMES = (ARRIVED, EDITED, REJECTED, DIFFERS, LOST)
SHOWN = 20


@dataclass
class Difference:
    """One row that is not as it should be."""

    target: str
    reference: str
    outcome: str
    detail: str


class Verification:
    """Compares what a Plan says with what the site has. It writes nothing.

    `counts` has the outcomes by target, `differences` the rows that differ or are lost.
    """

    def __init__(self, plan):
        self.plan, self.references = plan, References(plan)
        self.counts, self.differences = {}, []
        self.runs = set(Run.objects.filter(state=Run.State.DONE).values_list("pk", flat=True)[:1])
        self.runs |= set(SourceState.objects.values_list("run", flat=True))

    @property
    def is_whole(self):
        """Whether nothing is lost, nothing differs without a reason, and no target is empty."""
        return not self.differences and not self.empty

    @property
    def empty(self):
        """Targets of which there were rows and not one arrived: the map or a key is wrong."""
        return [
            name
            for name, counts in self.counts.items()
            if counts[REJECTED] and not counts[ARRIVED] + counts[EDITED]
        ]

    def execute(self, progress=lambda rows: None):
        """Reads every mapped row; returns itself."""
        for declared in registry:
            target = declared(self)
            for source in self.plan.sources(target.name):
                self._verify(target, source, progress)
        return self

    def counts_of(self, target):
        """The Counter of one target."""
        return self.counts.setdefault(target, Counter())

    def _verify(self, target, source, progress):
        counts = self.counts_of(target.name)
        evaluator = Evaluator(self.plan, self.references, target, source, {})
        for rows in batches(read_rows(source)):
            candidates = self._candidates(target, evaluator, rows, counts)
            outcomes = target.compare(list(candidates.values()))
            missing = [key for key, (outcome, _) in outcomes.items() if outcome == LOST]
            refused = self._refused(target, [candidates[key] for key in missing])
            for key, (outcome, detail) in outcomes.items():
                outcome = REJECTED if key in refused else outcome
                counts[outcome] += 1
                if outcome in {DIFFERS, LOST}:
                    reference = candidates[key].row.reference
                    self.differences.append(Difference(target.name, reference, outcome, detail))
            progress(len(rows))

    def _candidates(self, target, evaluator, rows, counts):
        found = {}
        for row in rows:
            try:
                candidate = evaluator.candidate(row)
                target.prepare(candidate.values)
            except Rejected:
                counts[REJECTED] += 1
                continue
            if candidate.key in found:
                counts[REJECTED] += 1
            found[candidate.key] = candidate
        return found

    def _refused(self, target, candidates):
        """Keys of the candidates that the run which looked at them last rejected on record."""
        keys = {", ".join(one.row.parts)[:255]: one.key for one in candidates}
        rejects = Reject.objects.filter(run__in=self.runs, target=target.name, key__in=keys)
        return {keys[key] for key in rejects.values_list("key", flat=True) if key in keys}
