"""One pass over the old marks: the rows that are wanted, and the ways of those who wrote them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from legacy.fields import Unreadable
from legacy.placeholders import pattern
from legacy.reading import Row, read_rows
from legacy.targets import registry
from legacy.values import Rejected, convert, text

STATUS = registry["marks"].field("status")


@dataclass
class Habits:
    """How one source writes: `codes` counts the raw values of each status, `samples` has a value
    of each column."""

    codes: dict = field(default_factory=lambda: defaultdict(Counter))
    samples: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)

    def learn(self, spec, values):
        """Takes one row in."""
        raw = tuple(values.get(name) for name in spec.names)
        if raw not in self.known:
            self.known[raw] = _meaning(spec, values)
        self.codes[self.known[raw]][raw] += 1
        if len(self.samples) < len(values):
            for name, value in values.items():
                if text(value) and not isinstance(value, Unreadable):
                    self.samples.setdefault(name, value)


def _meaning(spec, values):
    try:
        return convert(spec, spec.raw(values), STATUS, {})
    except Rejected:
        return None


def scan(plan, source, wanted, progress):
    """(`{legacy key: Row}` of the keys in `wanted`, Habits) of one source of marks."""
    found, habits, spec = {}, Habits(), source.values["status"]
    for row in read_rows(source):
        habits.learn(spec, row.values)
        key = row.key(plan.name)
        if key in wanted:
            found[key] = row
        progress(1)
    return found, habits


def empty_cells(source):
    """Rows of a table with a column per day, one for each column that is empty."""
    bare = replace(source, columns="")
    fits = pattern(source.columns) if isinstance(source.columns, str) else None
    given = {} if fits else source.columns
    for row in read_rows(bare):
        for name in row.values:
            said = fits.fullmatch(name) if fits else None
            named = said.groupdict() if said else given.get(name)
            if named is not None and text(row.values[name]) == "":
                values = {**row.values, **named, "cell": None}
                yield Row(row.table, (*row.parts, name), row.reference, values)


def parts_of(plan, target, to, wanted):
    """`{legacy key: texts}`: what rows that refer to those in `wanted` call them by."""
    parts = {}
    for source in plan.sources(target):
        for row in read_rows(source):
            key = row.key(plan.name)
            if key in wanted:
                parts[key] = to.parts(row.values) if to else row.parts
    return parts
