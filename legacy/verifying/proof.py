"""How the site's rows of a target are compared with what the old ones say.

An app that declares targets may have a module `proofs.py`, in which a Proof with the same `name`
says what is particular to one of them; the others are compared field by field.
"""

from django.utils.module_loading import autodiscover_modules

from legacy.models import Reject
from legacy.stand_ins import REFERENCE
from legacy.verifying.meaning import UNSAID
from legacy.verifying.outcomes import ARRIVED, EDITED, LOST, REJECTED, WRONG, Finding

PROOFS = {}
RECORDED = 10_000  # of so many rejected rows of a run the site remembers the keys


def proves(name):
    """Class decorator: this Proof is for the target called `name`."""

    def register(proof):
        PROOFS[name] = proof
        return proof

    return register


def proof_of(target, plan, runs):
    """The Proof of a target. `runs` are the imports that may have looked at its rows last."""
    autodiscover_modules("proofs")
    return PROOFS.get(target.name, Proof)(target, plan, runs)


class Proof:
    """Compares rows with the site's of the same old key. It writes nothing."""

    columns = ()  # of the site that are looked at besides those that the map fills

    def __init__(self, target, plan, runs):
        self.target, self.plan, self.runs = target, plan, runs
        self.once = {field.attribute for field in target.fields if field.once}

    def expect(self, values):
        """Makes of a row's fields what the site should have; may raise Refused."""

    def judge(self, expected):
        """Yields (Expected, outcome, Finding or None) for each of one batch, in any order."""
        there = self.standing(expected)
        missing = []
        for one in expected:
            row = there.get(one.key)
            one.is_here = row is not None and not self.is_retired(row)
            if row is None and not one.reason:
                missing.append(one)
            else:
                yield one, *(self._refused(one, row) if one.reason else self._compared(one, row))
        refusals = self.refusals(missing) if missing else {}
        for one in missing:
            one.reason = refusals.get(one.key, "")
            lost = Finding(self.target.name, one.reference, LOST)
            yield (one, REJECTED, None) if one.reason else (one, LOST, lost)

    def standing(self, expected):
        """`{old key: {attribute: value}}` of the site's rows for one batch."""
        concrete = {field.attname for field in self.target.model._meta.concrete_fields}
        named = {name for one in expected for name in one.values} & concrete - self.once
        rows = self.target.model.objects.filter(legacy_key__in=[one.key for one in expected])
        found = rows.order_by().values("legacy_key", "retired_at", *sorted(named), *self.columns)
        return {row["legacy_key"]: row for row in found}

    def _refused(self, one, row):
        """A row that can not be taken is not to be at the site, unless it could be once."""
        if row is None or self._is_recorded(one):
            return REJECTED, None
        detail = f"is here, although: {one.reason}"
        return WRONG, Finding(self.target.name, one.reference, WRONG, detail)

    def _is_recorded(self, one):
        """Whether an import has said that it left this row out."""
        rejects = Reject.objects.filter(run__in=self.runs, target=self.target.name).order_by()
        key = ", ".join(one.parts)[:255]
        return rejects.filter(key=key).exists() or rejects.count() >= RECORDED

    def _compared(self, one, row):
        if self.is_retired(row):
            return LOST, Finding(self.target.name, one.reference, LOST, "is called gone here")
        wrong = sorted(self.differences(one.values, row))
        if not wrong:
            return (EDITED if self.is_edited(row) else ARRIVED), None
        if self.is_edited(row):
            return EDITED, None
        told = Finding(self.target.name, one.reference, WRONG, ", ".join(wrong))
        told.may_be_newer = self.may_be_newer(one, row)
        return WRONG, told

    def is_retired(self, row):
        """Whether the site takes the old row for gone."""
        return row["retired_at"] is not None

    def is_edited(self, row):
        """Whether a person has changed what the old database said."""
        return False

    def may_be_newer(self, one, row):
        """Whether the row could be right if the old database had changed since."""
        return True

    def differences(self, values, row):
        """Names of what the site has otherwise."""
        return [
            name.removesuffix("_id")
            for name, value in values.items()
            if name in row and value is not UNSAID and row[name] != value
        ]

    def refusals(self, missing):
        """`{old key: reason}` of rows that were rightly not taken for the sake of others."""
        return {}

    def here(self):
        """The site's rows that an old row must stand behind."""
        rows = self.target.model.objects.exclude(legacy_key=None).filter(retired_at=None)
        return rows.exclude(legacy_ref__startswith=REFERENCE)

    def strays(self):
        """The site's rows that an import brought and that have no old key any more."""
        rows = self.target.model.objects.filter(legacy_key=None)
        return rows.exclude(import_run=None)

    def finish(self):
        """Yields a Finding for what is wrong beyond single rows."""
        return ()
