"""What every kind of file has in common: looking at rows, writing them, taking them back."""

import datetime
from dataclasses import dataclass, field

from django.db import connection

from legacy.ownership import follows, owned_names
from legacy.undoing import KEPT, REMOVED, RESTORED, without_dependents
from roster.files.fields import Reading, read_row
from roster.models import FileRow
from roster.querysets.overwriting import overwrite

Action = FileRow.Action
OWN = "key"  # the field that holds the primary key in files that this book has written


@dataclass
class Verdict:
    """What would come of a row: an action, reasons (`[code, values]`), the primary key of what it
    is about, and the values that differ before and after, by attribute, dates as ISO."""

    action: str
    reasons: list = field(default_factory=list)
    target: int | None = None
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)

    def is_as_shown(self, row):
        """Whether it is what the row of the database says of an earlier look."""
        shown = row.action, row.target, row.before, row.after
        return shown == (self.action, self.target, self.before, self.after)


def problem(code, **values):
    return Verdict(Action.PROBLEM, [[code, values]])


def as_json(value):
    """A value as it is kept with a row."""
    return value.isoformat() if isinstance(value, datetime.date) else value


class ModelRows:
    """Rows that make and change objects of one model.

    A kind says `fields`, `model`, and `judge(row, values, notes)`, which gives a Verdict; `load` is
    told the values of a chunk before. What a row says of other objects that belong to its own, by
    names in `beside`, a kind writes (`write_beside`) and takes back (`undo_beside`) itself.
    """

    model, fields, beside = None, (), frozenset()

    def __init__(self, file_import):
        self.file_import = file_import
        self.reading = Reading(file_import.date_order, file_import.year)
        self.owned = self.owned_fields()
        self.seen, self.there = {}, {}

    def owned_fields(self):
        """Names of the fields that follow the old database."""
        return owned_names(self.model)

    @staticmethod
    def rows_to_take(file_import):
        """The rows that are gone through when a file is taken."""
        return FileRow.objects.below_headings(file_import)

    def chunks(self):
        """Lists of rows that are written together."""
        return self.rows_to_take(self.file_import).chunks()

    def chunks_to_undo(self):
        """Lists of rows that are taken back together."""
        return self.file_import.rows.written().chunks()

    def examine(self, rows, lock=False):
        """The Verdicts of `rows`, in their order; with `lock` nobody else can change the objects
        until the transaction ends."""
        read = [read_row(row, self.fields, self.file_import.columns, self.reading) for row in rows]
        self.load([values for values, reasons in read if not reasons], lock)
        return [
            Verdict(Action.PROBLEM, reasons) if reasons else self.judge(row, values)
            for row, (values, reasons) in zip(rows, read, strict=True)
        ]

    def load(self, chunk, lock):
        """Reads what `judge` needs."""

    def objects(self, keys, lock):
        """`{key: object}`, locked if told so."""
        found = self.model.objects.select_for_update() if lock else self.model.objects
        return found.order_by("pk").in_bulk(keys)

    def first_row(self, identity, row):
        """The number of an earlier row that is about the same, or None."""
        earlier = self.seen.setdefault(identity, row.number)
        return None if earlier == row.number else earlier

    def make(self, values, notes=()):
        """The Verdict of a new object."""
        after = {name: as_json(value) for name, value in values.items()}
        return Verdict(Action.CREATE, list(notes), None, {}, after)

    def compare(self, there, values, notes=()):
        """The Verdict of an object that is there: empty cells change nothing."""
        different = {
            name: value for name, value in values.items() if not self.is_same(there, name, value)
        }
        notes = list(notes)
        if kept := sorted(different.keys() & self.owned) if follows(there) else []:
            notes.append(["owned", {"fields": kept}])
            different = {name: value for name, value in different.items() if name not in kept}
        before = {name: as_json(getattr(there, name)) for name in different}
        after = {name: as_json(value) for name, value in different.items()}
        action = Action.CHANGE if different else Action.SAME
        return Verdict(action, notes, there.pk, before, after)

    def is_same(self, there, name, value):
        """Whether the object says that already."""
        return getattr(there, name) == value

    def write(self, rows):
        """Writes rows whose Verdicts are still as shown; new ones get their target."""
        new = [row for row in rows if row.action == Action.CREATE]
        made = insert(self.model, [self.built(row) for row in new])
        for row, one in zip(new, made, strict=True):
            row.target = one.pk
        changed = {row.target: row for row in rows if row.action == Action.CHANGE}
        there = self.objects(changed, lock=True)
        for key, row in changed.items():
            self.put(there[key], row.after)
        names = {name for row in changed.values() for name in self.own(row.after)}
        update(self.model, list(there.values()), names)
        self.write_beside(rows)

    def write_beside(self, rows):
        """Writes what rows, which know their targets, say of other objects."""

    def own(self, values):
        """Those of the values of a row that are the object's own."""
        return {name: value for name, value in values.items() if name not in self.beside}

    @staticmethod
    def named(rows):
        """`{attribute: {key: object}}` of references that are shown by name."""
        return {}

    def built(self, row):
        """A new object with the values of a row, not saved."""
        return self.put(self.model(), row.after)

    def put(self, one, values):
        """Sets values as a row keeps them, and what follows from them; returns the object."""
        for name, value in self.own(values).items():
            setattr(one, name, self.model._meta.get_field(name).to_python(value))
        return one

    def undo(self, rows):
        """Takes back what `rows` did; returns `{row number: removed, restored or kept}`."""
        said = {row.number: KEPT for row in rows}
        there = self.objects([row.target for row in rows], lock=True)
        kept = self.undo_beside([row for row in rows if row.target in there])
        made = [row for row in rows if row.action == Action.CREATE and row.target in there]
        untouched = {row.target: row.number for row in made if self.is_as_made(row, there)}
        gone = list(self.untouched(untouched).values_list("pk", flat=True))
        self.model.objects.filter(pk__in=gone).delete()
        said |= {untouched[key]: REMOVED for key in gone}
        changed = [row for row in rows if row.action == Action.CHANGE and row.target in there]
        said |= {row.number: self._restore(row, there[row.target]) for row in changed}
        names = {name for row in changed for name in self.own(row.after)}
        update(self.model, [there[row.target] for row in changed], names)
        return said | dict.fromkeys(kept & {row.number for row in changed}, KEPT)

    def undo_beside(self, rows):
        """Takes back what `rows` that have changed something did to other objects; returns the
        numbers of those of which something stays. Of those that have made something it is there as
        long as that is (see `is_as_made`)."""
        return set()

    def untouched(self, keys):
        """Those of the objects that nothing else has been built on."""
        return without_dependents(self.model.objects.filter(pk__in=keys))

    def is_as_made(self, row, there):
        """Whether nobody has entered anything since the row was written."""
        one = there[row.target]
        return all(
            getattr(one, field.attname) in {None, "", field.get_default()}
            if field.attname not in row.after
            else as_json(getattr(one, field.attname)) == row.after[field.attname]
            for field in self.model._meta.concrete_fields
            if field.editable and not field.primary_key
        )

    def _restore(self, row, one):
        """Puts back what was there before, not saved; what somebody has changed since stays."""
        after = self.own(row.after)
        mine = [name for name, value in after.items() if as_json(getattr(one, name)) == value]
        self.put(one, {name: row.before[name] for name in mine})
        return RESTORED if len(mine) == len(after) else KEPT


def insert(model, objects):
    """Saves new objects, which then know their keys; not every server tells those of many."""
    if connection.features.can_return_rows_from_bulk_insert:
        return model.objects.bulk_create(objects)
    for one in objects:
        one.save(force_insert=True)
    return objects


def update(model, objects, names):
    """Saves some attributes of many objects."""
    names = {model._meta.get_field(name).name for name in names}
    if "name" in names and hasattr(model, "initials"):
        names.add("initials")
    if names and objects:
        overwrite(model, objects, sorted(names))
