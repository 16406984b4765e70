"""What can be filled from an old database: apps declare it in their `imports.py`.

A target is declared like a ModelAdmin: a class with the model, its fields and, where rows need
more than being written down, methods. `legacy` carries rows and never imports the apps above it.
"""

from dataclasses import dataclass

from legacy.errors import BridgeError
from legacy.stand_ins import REFERENCE
from legacy.undoing import note_retired, undo

KINDS = ("text", "date", "time", "datetime", "integer", "decimal", "boolean", "choice", "reference")


@dataclass(frozen=True)
class Field:
    """One field of a target.

    `name` is the word in the map; `attribute` the model's field (the same word unless said).
    `kind` is one of KINDS; a reference names its target in `to`; a choice its words in `choices`.
    `once` fields are set when a row is first brought over and belong to the site from then on.
    """

    name: str
    kind: str = "text"
    attribute: str = ""
    required: bool = False
    once: bool = False
    to: str = ""
    choices: tuple = ()
    help: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no such kind {self.kind}")
        object.__setattr__(self, "attribute", self.attribute or self.name)


class Target:
    """Base of all declarations.

    `name` is the table's name in the map; `after` the targets that must be there first. The
    methods are called by the carrier (`legacy.carrying`), with values by attribute.
    """

    name = ""
    model = None
    fields = ()
    after = ()
    recognition = None  # how map_legacy knows it (legacy.guessing.recognition.Recognition)
    computed = ()  # attributes that `prepare` makes of the fields and that follow them
    made = frozenset()  # attributes that `create` fills besides
    carry = None  # a method that carries a batch of candidates in place of the carrier
    is_first = False  # whether no row of the source can be at the site yet

    @staticmethod
    def meanwhile():
        """What `carry` may call once while the site's database is at work beside it."""

    @classmethod
    def field(cls, name):
        """The field called `name` in the map, or None."""
        return next((field for field in cls.fields if field.name == name), None)

    @classmethod
    def placeholder(cls, named):
        """A row, not written yet, for what old rows call `named` and the old database has not;
        None where such rows are only ever rejected."""
        return None

    def __init__(self, run):
        """`run` is the `legacy.running.ImportRun` that this target is part of."""
        self.run = run

    def prepare(self, values):
        """Adds computed values to one row's `values`; may raise `legacy.values.Rejected`."""

    def withheld(self, candidates):
        """Keys of those of `candidates` (by key) that the site must not take, whatever the old
        database says, as of people who have been anonymised."""
        return ()

    def admit(self, candidates, there):
        """Looks at one batch together; `there` has the site's rows by key. Rejects through
        `self.run.reject` and returns the candidates that may be written."""
        return candidates

    def create(self, objects):
        """Writes new objects."""
        self.model.objects.bulk_create(objects)

    def imported(self):
        """The site's rows that came from the old database and are still there, as far as known;
        placeholders have no old row."""
        rows = self.model.objects.exclude(legacy_key=None).filter(retired_at=None)
        return rows.exclude(legacy_ref__startswith=REFERENCE)

    def retire(self, rows, now):
        """Marks `rows` (a queryset) as gone from the old database; returns how many."""
        pks = list(rows.values_list("pk", flat=True))
        note_retired(self, pks)
        return rows.filter(pk__in=pks).update(retired_at=now)

    def undo(self, record):
        """Takes back what the run `record` brought; returns a Counter of what was done."""
        return undo(self, record)

    def finish(self):
        """Called once after the last row of this target."""


class Registry:
    """The declared targets, in the order in which they are carried."""

    def __init__(self):
        self._targets = {}

    def register(self, target):
        """Class decorator: declares `target`."""
        self._targets[target.name] = target
        return target

    def __iter__(self):
        done, waiting = set(), dict(self._targets)
        while waiting:
            ready = [name for name, target in waiting.items() if done.issuperset(target.after)]
            if not ready:
                raise BridgeError(f"Targets wait for each other: {', '.join(sorted(waiting))}")
            for name in ready:
                done.add(name)
                yield waiting.pop(name)

    def __contains__(self, name):
        return name in self._targets

    def __getitem__(self, name):
        return self._targets[name]

    def for_model(self, model):
        """The target that fills `model`, or None."""
        return next((target for target in self if target.model is model), None)


registry = Registry()
