"""Which column of a table is which field of a target."""

from dataclasses import dataclass, field

from legacy.guessing.words import likeness
from legacy.masking import is_secret

BY_VALUES = 0.52  # how much values prove where the name says nothing


@dataclass
class Option:
    """One way to fill a field: what the map says, why, and how sure that is (0 to 1)."""

    value: object
    reason: str
    confidence: float


@dataclass
class Choice:
    """The options of one field, best first: the first is taken, the others are runners-up."""

    options: list[Option] = field(default_factory=list)

    @property
    def best(self):
        return self.options[0]

    @property
    def is_open(self):
        """Whether two options are equally good."""
        if len(self.options) < 2:
            return False
        return self.options[1].confidence >= self.options[0].confidence - 0.05

    def take(self, number):
        """Makes the option at `number` the first."""
        self.options.insert(0, self.options.pop(number))


def one(value, reason, confidence):
    """A Choice of one option."""
    return Choice([Option(value, reason, confidence)])


def ranked(table, clue, leave_out=()):
    """[(score, column)] of the columns that may fill a field, best first; 0 to 1."""
    found = []
    for column in table.columns.values():
        if column.name in leave_out or not column.texts or is_secret(*column.names):
            continue
        score = fit(column, clue)
        if score > 0:
            found.append((score, column))
    return sorted(found, key=lambda pair: -pair[0])


def fit(column, clue):
    """How well a column fits a clue; 0 where name or values are against it."""
    named = likeness(column.names, clue.words)
    against = likeness(column.names, clue.unlike)
    if against > named or named == 0.0 and clue.pattern == "text":
        return 0.0
    looks = _looks(column, clue.pattern)
    if looks == 0.0 and clue.pattern != "text":
        return 0.0
    if clue.pattern in {"text", "integer", "date", "clock", "boolean", "decimal"}:
        return 0.0 if named < 0.5 else 0.7 * named + 0.3 * looks
    if not named:
        return BY_VALUES * looks if looks > 0.8 else 0.0
    return 0.55 * named + 0.45 * looks


def _looks(column, pattern):
    """0 to 1: how much the values look like `pattern`."""
    if pattern == "date":
        return column.dates.share if column.dates else 0.0
    if column.kind in {"date", "datetime", "binary", "json"}:
        return 0.0
    if pattern == "clock":
        return 1.0 if column.kind == "time" else column.looks_like("clock")
    if pattern == "integer":
        return 1.0 if column.kind == "integer" or column.is_numeric else 0.0
    if pattern == "decimal":
        return 1.0 if column.kind in {"integer", "decimal"} else column.looks_like("number")
    if pattern == "boolean":
        return 1.0 if len(column.counts) <= 6 else 0.0
    if column.kind == "decimal" or column.dates is not None:
        return 0.0
    return _looks_textual(column, pattern)


def _looks_textual(column, pattern):
    if pattern == "person":
        if column.is_numeric or column.looks_like("email") > 0.5 or column.looks_like("hash") > 0.3:
            return 0.0
        varied = min(1.0, 2 * len(column.counts) / max(1, len(column.texts)))
        return max(0.3, column.looks_like("person")) * varied
    if pattern == "phone":
        return max(column.looks_like("phone"), 0.5 if column.looks_like("number") > 0.9 else 0.0)
    if pattern == "login":
        return column.looks_like("login") if column.is_unique else 0.0
    if pattern == "email":
        return column.looks_like("email")
    return 0.5


def choose(table, clue, leave_out=(), value_of=None):
    """A Choice of the columns that fit a clue, or None."""
    value_of = value_of or (lambda column: column.name)
    options = [
        Option(value_of(column), why(column, clue), min(0.99, score))
        for score, column in ranked(table, clue, leave_out)[:3]
        if score >= 0.45
    ]
    return Choice(options) if options else None


def why(column, clue):
    """The reason for a column, in words."""
    reasons = []
    if likeness((column.name,), clue.words) >= 0.5:
        reasons.append("its name")
    elif likeness((column.comment,), clue.words) >= 0.5:
        reasons.append("its comment")
    if clue.pattern != "text" and _looks(column, clue.pattern) > 0.5:
        reasons.append("its values")
    return " and ".join(reasons) or "what is left"


def name_parts(table, clue):
    """The columns that make a person's name together, in the order of the clue's parts."""
    found = []
    for words in clue.parts:
        best = max(
            (column for column in table.columns.values() if _may_be_part(column, found)),
            key=lambda column, words=words: likeness((column.name,), words),
            default=None,
        )
        if best is not None and likeness((best.name,), words) >= 0.8:
            found.append(best)
    return found if len(found) > 1 else []


def _may_be_part(column, found):
    return column.kind == "text" and column not in found and column.dates is None
