"""Carries the rows of one target: compares with what is there, and writes what differs."""

from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from legacy.ahead import Ahead
from legacy.evaluation import Evaluator
from legacy.models import Change
from legacy.paging import by_key
from legacy.reading import is_named_once, read_rows
from legacy.seen import Seen
from legacy.values import Rejected

BATCH = 2000
KEPT = ("read", "rejected", "reasons", "notes", "not a mark", "skipped", "withheld")


def batches(items, size=None):
    """Lists of at most `size` items; BATCH unless said."""
    items = iter(items)
    while batch := list(islice(items, size or BATCH)):
        yield batch


@dataclass
class Lot:
    """A batch of old rows and what they mean: candidates by key, the refused ones as (row,
    Rejected), and how often a note was made of one."""

    rows: list
    candidates: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)


class Carrier:
    """Brings all rows of one target over, batch by batch, each in a transaction of its own."""

    def __init__(self, run, target):
        self.run, self.target = run, target
        self.counts = run.counts_of(target.name)
        self.seen, self.named, self.before = None, None, []

    def carry(self):
        """Reads every source of the target, then retires what is gone and finishes. Where nothing
        has changed in the old database since the last run, only the finish is left to do."""
        if self.run.is_unchanged(self.target):
            self._stand()
        else:
            self._carry_sources()
        self.run.references.forget(self.target)

    def _stand(self):
        counts = next(iter(self.run.changes.states(self.target).values())).counts  # of all sources
        done = sum(counts.get(name, 0) for name in ("new", "changed", "unchanged"))
        kept = {name: counts[name] for name in KEPT if name in counts}
        self.counts.update(kept | {"unchanged": done, "same": 1})
        with transaction.atomic():
            self.target.finish()
            self.run.beat(counts.get("read", 0))

    def _carry_sources(self):
        with closing(Seen()) as seen:
            is_first = not self.target.imported().exists()
            # Where nothing was there before, nothing can be gone.
            self.seen = None if is_first or not self.run.is_whole else seen
            self._read_sources(is_first)
            with transaction.atomic():
                if self.seen:
                    self._retire_unseen()
                self.target.finish()
                self.run.remember(self.target)
                self.run.beat(0)

    def _read_sources(self, is_first):
        for number, source in enumerate(self.run.plan.sources(self.target.name)):
            evaluator = Evaluator(self.run.plan, self.run.references, self.target, source)
            self.target.is_first = is_first and number == 0 and is_named_once(source)
            watch = self.run.changes.watch(self.target, number) if self.run.is_whole else None
            rows = batches(read_rows(source, self.run.limit, watch))
            lots = Ahead(self._understood(evaluator, batch) for batch in rows)
            if not self.run.placeholders:  # which are written when a row that needs one is read
                self.target.meanwhile = lots.fetch
            with closing(Seen()) as named:
                self.named = None if is_named_once(source) else named
                while self._next(lots):
                    pass

    def _next(self, lots):
        """Carries the next batch in a transaction; returns whether there was one."""
        with transaction.atomic():
            lot = next(lots, None)
            if lot is not None:
                self._batch(lot)
                self.run.beat(len(lot.rows))
        return lot is not None

    def _understood(self, evaluator, rows):
        lot = Lot(rows)
        for row, found in evaluator.candidates(rows, lot.notes):
            try:
                if isinstance(found, Rejected):
                    raise found.with_traceback(None)  # else a remembered one would grow
                self.target.prepare(found.values)
                if found.key in lot.candidates:
                    raise Rejected("duplicate", "the same key again")
            except Rejected as rejected:
                lot.refused.append((row, rejected))
            else:
                lot.candidates[found.key] = found
        return lot

    def _batch(self, lot):
        for row, rejected in lot.refused:
            self.run.reject(self.target.name, row, rejected.reason, rejected.detail)
        self._note(lot.notes)
        if self.named:
            self._refuse_repeated(lot.candidates)
        if self.seen:
            refused = [row.key(self.run.plan.name) for row, _ in lot.refused]
            self.seen.add([*lot.candidates, *refused])
        for key in list(self.target.withheld(lot.candidates)):
            del lot.candidates[key]
            self.counts["withheld"] += 1
        self.counts["read"] += len(lot.rows)
        carry = getattr(self.target, "carry", None) or self._write
        carry(lot.candidates)

    def _note(self, made):
        notes = self.counts.setdefault("notes", {})
        for note, number in made.items():
            notes[note] = notes.get(note, 0) + number

    def _refuse_repeated(self, candidates):
        """Takes out the rows whose key an earlier batch had: the old server does not prevent it."""
        for key in self.named.among(candidates):
            row = candidates.pop(key).row
            self.run.reject(self.target.name, row, "duplicate", "the same key again")
        self.named.add(candidates)

    def _write(self, candidates):
        model = self.target.model
        there = {one.legacy_key: one for one in model.objects.filter(legacy_key__in=candidates)}
        admitted = self.target.admit(list(candidates.values()), there)
        new, changed, names = [], [], {"retired_at"}
        for candidate in admitted:
            known = there.get(candidate.key)
            if known is None:
                new.append(self._made(candidate))
            elif different := self._differences(known, candidate):
                names |= different
                changed.append(known)
        self.target.create(new)
        if changed:
            model.objects.bulk_update(changed, sorted(names), batch_size=500)
            Change.objects.bulk_create(self.before, batch_size=500)
            self.before = []
        self.counts["new"] += len(new)
        self.counts["changed"] += len(changed)
        self.counts["unchanged"] += len(admitted) - len(new) - len(changed)

    def _made(self, candidate):
        concrete = {field.attname for field in self.target.model._meta.concrete_fields}
        values = {name: value for name, value in candidate.values.items() if name in concrete}
        made = self.target.model(
            **values,
            legacy_key=candidate.key,
            legacy_ref=candidate.row.reference[:255],
            import_run=self.run.record.pk,
        )
        for name in candidate.values.keys() - concrete:
            setattr(made, name, candidate.values[name])
        return made

    def _differences(self, known, candidate):
        """Sets what follows the old database on `known`; returns the names that differed."""
        once = {field.attribute for field in self.target.fields if field.once}
        names = {
            name
            for name, value in candidate.values.items()
            if name not in once and getattr(known, name) != value
        }
        before = {name: getattr(known, name) for name in names}
        for name in names:
            setattr(known, name, candidate.values[name])
        if known.retired_at is not None:
            before["retired_at"], known.retired_at = known.retired_at, None
        if before:
            self._note_change(known.pk, before)
        return set(before)

    def _note_change(self, pk, before):
        self.before.append(
            Change(run=self.run.record, target=self.target.name, row=pk, before=before)
        )

    def _retire_unseen(self):
        """Retires the site's rows whose old row was not read any more."""
        imported = by_key(self.target.imported().values_list("pk", "legacy_key"))
        for pks in batches(self.seen.missing(imported)):
            rows = self.target.model.objects.filter(pk__in=pks)
            self.counts["retired"] += self.target.retire(rows, self.run.now)
