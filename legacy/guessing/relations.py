"""Which column refers to which table: measured in the data, with names beside it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from legacy.guessing.columns import name_parts
from legacy.guessing.lexicon import DESCRIPTIONS
from legacy.guessing.profiles import whole
from legacy.guessing.words import IDS, likeness, same_subject, tokens
from legacy.masking import is_secret
from legacy.source_models import columns_of
from legacy.values import fold

PROBE = 300  # different values of a column that are looked up
FIRST_LOOK = 8
ENOUGH = 0.4
FAR = 0.25  # a reference that is so much worse than the best of a column is none


@dataclass(frozen=True)
class Link:
    """A column that refers to rows of another table.

    `to` are the columns over there, joined by `separator`; `share` is how many different values
    are found there, `used` how many rows over there are spoken of.
    """

    column: object
    table: object
    to: tuple[str, ...]
    share: float
    used: float
    score: float
    separator: str = " "
    declared: bool = False

    @property
    def by_name(self):
        """Whether rows are found by what a person is called."""
        return len(self.to) > 1

    @property
    def reason(self):
        """Why, in words."""
        there = " + ".join(self.to)
        how = "declared reference" if self.declared else f"{self.share:.0%} of its values are"
        return f"{how} in {self.table.name}.{there}"


class Links:
    """All references that were found, best first."""

    def __init__(self, tables, clue_of_name):
        self.addresses = [
            address
            for table in tables
            if table.base is None and table.rows
            for address in addresses(table, clue_of_name)
        ]
        self._found, self._raw = {}, {}

    def of(self, column):
        """The Links of one column, best first, one for each table."""
        if column not in self._found:
            measured = self._all(column)
            tables = {link.table for link in measured}
            found = [link for link in measured if not self._is_beside(link, tables)]
            best = max((link.score for link in found), default=0.0)
            found = [link for link in found if link.score >= best - FAR]
            self._found[column] = sorted(found, key=lambda link: -link.score)
        return self._found[column]

    def _all(self, column):
        """The best Link of a column to each table."""
        if column not in self._raw:
            best = {}
            for link in self._measured(column):
                known = best.get(link.table)
                if known is None or (link.score, link.share) > (known.score, known.share):
                    best[link.table] = link
            self._raw[column] = list(best.values())
        return self._raw[column]

    def _is_beside(self, link, tables):
        """Whether a Link goes to a column that itself refers to where `tables` are: two tables
        that speak of the same class do not speak of each other."""
        there = link.table.columns[link.to[0]]
        if len(link.to) > 1 or link.table.key == link.to:
            return False
        return any(
            other.table in tables and other.table is not link.table and other.to == other.table.key
            for other in self._all(there)
        )

    def between(self, table, other):
        """The best Link from `table` to `other`, or None."""
        found = (link for column in table.columns.values() for link in self.of(column))
        found = [link for link in found if link.table is other]
        return max(found, key=lambda link: link.score, default=None)

    def _measured(self, column):
        if not _may_refer(column):
            return
        probe = list(column.counts)[:PROBE]
        for address in self.addresses:
            own = column.table.base or column.table
            if address.table is own or address.table in (column.table, column.table.base):
                continue
            link = _link(column, probe, address)
            if link is not None:
                yield link


@dataclass(eq=False)
class Address:
    """Something that rows of a table are called by."""

    table: object
    to: tuple[str, ...]
    separator: str = " "

    @property
    def column(self):
        return self.table.columns[self.to[0]]

    @cached_property
    def values(self):
        """All values as folded texts; None where there are too many to read."""
        if len(self.to) == 1:
            return whole(self.column)
        rows = self.table.matching(self.to)
        joined = (self.separator.join(str(v) for v in row if v is not None) for row in rows)
        return {fold(one) for one in joined} - {""}


def addresses(table, clue_of_name):
    """Keys, columns of different values, and the names of persons in two columns."""
    parts = name_parts(table, clue_of_name)
    for column in table.columns.values():
        if is_secret(*column.names) or column in parts:
            continue
        if column.dates is None and column.kind not in {"decimal", "binary", "json", "time"}:
            named = likeness(column.names, DESCRIPTIONS) > 0.7 and column.looks_like("person") > 0.5
            if column.is_unique and column.texts or named:
                yield Address(table, (column.name,))
    if parts:
        pair = tuple(column.name for column in (parts[0], parts[-1]))
        yield Address(table, pair)
        yield Address(table, pair[::-1])
        yield Address(table, pair[::-1], ", ")


def _may_refer(column):
    if column.kind in {"date", "datetime", "time", "decimal", "binary", "boolean", "json"}:
        return False
    if is_secret(*column.names) or column.looks_like("hash") > 0.3:
        return False
    if not column.counts or column.dates is not None and not column.refers:
        return False
    return max(map(len, list(column.counts)[:PROBE])) <= 100


def _link(column, probe, address):
    declared = bool(column.refers) and column.refers == (address.table.name, address.to[0])
    if declared:
        return Link(column, address.table, address.to, 1.0, 1.0, 1.0, declared=True)
    own = column.name != address.to[0] or tokens(column.name) == ("id",)
    if column.key and column.kind == "integer" and own:
        return None
    there = address.values
    if there is None:
        return _by_query(column, probe, address)
    if not there or not any(value in there for value in probe[:FIRST_LOOK]):
        return None
    subject = _subject(column, address)
    most = _score(1.0, subject, _informative(column, min(1.0, len(probe) / len(there))))
    if most < ENOUGH:
        return None
    found = sum(value in there for value in probe) / len(probe)
    if found < ENOUGH:
        return None
    return _scored(column, address, found, len(probe) * found / len(there))


def _by_query(column, probe, address):
    """Asks the server for a few values, where an index makes that cheap and the name says so."""
    target = address.column
    if not (target.key or target.declared_unique) or _subject(column, address) < 0.5:
        return None
    wanted = column.texts[:: max(1, len(column.texts) // 50)][:50]
    name = columns_of(target.table.model)[target.name]
    try:
        rows = target.table.model.objects.using("legacy").filter(**{f"{name}__in": wanted})
        there = {fold(value) for value in rows.values_list(name, flat=True)}
    except (ValueError, TypeError):
        return None
    found = sum(fold(value) in there for value in wanted) / max(1, len(wanted))
    return _scored(column, address, found, 0.5) if found >= ENOUGH else None


def _scored(column, address, found, used):
    subject = _subject(column, address)
    score = _score(found, subject, _informative(column, min(1.0, used)))
    if score < ENOUGH:
        return None
    return Link(column, address.table, address.to, found, min(1.0, used), score, address.separator)


def _score(found, subject, told):
    """0 to 1, from the share of values found, the names, and how telling the values are."""
    return found * (0.25 + 0.4 * subject + 0.35 * told)


def _subject(column, address):
    """How much the column's name speaks of the other table, or of the column over there."""
    there = address.column
    if column.name.casefold() == there.name.casefold() and tokens(column.name) != ("id",):
        return 1.0 if there.is_unique else 0.5
    subjects = [same_subject(column.name, address.table.name)]
    if column.comment and address.table.comment:
        subjects.append(same_subject(column.comment, address.table.comment))
    if there.name and not there.key:
        subjects.append(0.9 * same_subject(column.name, there.name))
    id_like = 0.3 if IDS & set(tokens(column.name)) else 0.0
    return max(*subjects, id_like)


def _informative(column, used):
    """How unlikely it is that the values are there by chance: small numbers are everywhere."""
    values, longest, large = _telling(column)
    if not column.is_numeric:
        return 1.0 if longest >= 3 and values > 2 else 0.7 * used + 0.2
    return min(1.0, 0.1 + 0.5 * used * min(1.0, values / 10) + 0.3 * large)


@lru_cache(maxsize=20000)
def _telling(column):
    """(how many values are looked up, the longest one's length, the share of large numbers)."""
    values = list(column.counts)[:PROBE]
    large = 0.0
    if column.is_numeric:
        large = sum(abs(int(value)) >= 1000 for value in values) / len(values)
    return len(values), max(map(len, values)), large
