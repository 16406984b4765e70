"""References that nothing declares: by name, by type, and by what is in the data.

A column is compared with the keys of other tables whose name or key it carries. It becomes a
relation only where its values are found over there; from a name alone nothing follows.
"""

import re
from dataclasses import dataclass

from django.db import Error

from legacy.inspection.schema import Reference
from legacy.inspection.types import field_for

ROWS, VALUES, FEWEST = 20_000, 400, 2
GENERIC = {"id", "no", "seq", "idx", "num", "code", "cd", "key", "name", "uid", "number", "pk"}
IDS = GENERIC | {"fk", "ref", "bunho", "bh", "pid", "sn"}
WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_A-Za-z]+")
PREFIXES = {"tb", "tbl", "t", "tab", "table", "tn", "comtn", "m", "mst"}
SURE, LIKELY, WEAK = 3, 2, 1
NEEDED = {SURE: 0.4, LIKELY: 0.8, WEAK: 0.98}


@dataclass
class Finding:
    """One comparison: how many of the `sampled` different values were `found` in the key."""

    table: str
    column: str
    to_table: str
    to_column: str
    strength: int
    numeric: bool = False
    sampled: int = 0
    found: int = 0
    chosen: bool = False

    @property
    def containment(self):
        """The share of values that are there, 0 to 1."""
        return self.found / self.sampled if self.sampled else 0.0


def infer(tables, data):
    """Adds inferred References to `tables`; returns every Finding, chosen or not."""
    findings = []
    shared = _shared_prefix(tables)
    for table in tables:
        if table.is_view:
            continue
        declared = {name for one in table.references for name in one.columns}
        for column in table.columns:
            if column.name not in declared:
                findings += _column(table, column, tables, data, shared)
        table.references.sort(key=lambda one: (one.columns, one.to_table, one.to_columns))
    return findings


def _column(table, column, tables, data, shared):
    candidates = list(_candidates(table, column, tables, shared))
    if not candidates:
        return []
    try:
        values = data.values(table.name, column.name, ROWS, VALUES)
        values = [value for value in values if value not in {"", 0, "0"}]
        measured = [_measure(one, values, data) for one in candidates]
    except Error:
        return []
    good = [one for one in measured if one.containment >= NEEDED[one.strength]]
    best = max(good, key=lambda one: (one.strength, one.containment), default=None)
    if best and sum(_as_good(one, best) for one in good) == 1:
        best.chosen = True
        table.references.append(
            Reference((column.name,), best.to_table, (best.to_column,), inferred=True)
        )
    return measured


def _as_good(one, best):
    return (one.strength, one.containment) == (best.strength, best.containment)


def _measure(finding, values, data):
    finding.sampled = len(values)
    if finding.numeric:
        values = {int(value) for value in values if str(value).isdecimal()}
    if len(values) >= FEWEST and (finding.strength == SURE or len(values) >= 2 * FEWEST):
        found = data.present(finding.to_table, finding.to_column, list(values))
        finding.found = min(found, finding.sampled)
    return finding


def _candidates(table, column, tables, shared):
    """Findings that are not measured yet, for each key that `column` could speak of."""
    if table.key == [column.name] and column.name.lower() in GENERIC:
        return
    for other in tables:
        for key in _keys(other):
            same = other is table and key == column.name
            if same or not _comparable(_family(column), _family(other.column(key))):
                continue
            strength = _strength(table, column.name, other, key, shared)
            if strength:
                numeric = _family(other.column(key)) == "number"
                yield Finding(table.name, column.name, other.name, key, strength, numeric)


def _comparable(family, key_family):
    """Whether such values can be the same; old programs keep numbers as text, too."""
    return family is not None and key_family in {family, "number" if family == "text" else family}


def _keys(table):
    """Columns that name a row of `table` by themselves."""
    if table.is_view:
        return []
    single = [columns[0] for columns in table.unique if len(columns) == 1]
    return dict.fromkeys([*(table.key if len(table.key) == 1 else []), *single])


def _family(column):
    kind, options = field_for(column)
    if "choices" in options:
        return None
    if "Integer" in kind:
        return "number"
    if kind in {"models.CharField", "models.TextField"}:
        return "text"
    return "uuid" if "UUID" in kind else None


def _strength(table, name, other, key, shared):
    """How much the name of a column says that it speaks of `other`; 0 where it says nothing."""
    words, theirs = _words(name), _stem(_table_words(other.name, shared))
    key_words = _words(key)
    if table.key == [name] and (table is other or _stem(words) != theirs):
        return 0  # a key of its own; it may be another's only where it is called so
    generic = set(key_words) <= GENERIC
    if not generic and words == key_words:
        return SURE if table is not other else 0
    stem = _stem(words)
    if not stem or not theirs:
        return 0
    if "".join(stem) == "".join(theirs) and (
        generic or key_words[-1:] == words[-1:] or _stem(key_words) == theirs
    ):
        return SURE if table is not other else WEAK
    if not generic and len(key_words) > 1 and words[-len(key_words) :] == key_words:
        return LIKELY
    if stem[-1] == theirs[-1] and words != stem:
        return LIKELY if generic else WEAK
    short = len(stem) == len(theirs) == 1 and len(stem[0]) >= 3 and words != stem
    return LIKELY if short and generic and theirs[0].startswith(stem[0]) else 0


def _words(name):
    """A name's words in lower case, the plural's s dropped: `memberIDs` is member, id."""
    found = [word.lower() for word in WORDS.findall(name)]
    return [_singular(word) for word in found]


def _singular(word):
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stem(words):
    """Words without those that only say "number"."""
    end = len(words)
    while end and words[end - 1] in IDS:
        end -= 1
    return words[:end]


def _table_words(name, shared):
    words = _words(name)
    if len(words) > 1 and (words[0] in PREFIXES or words[0] == shared):
        words = words[1:]
    if words and words[0].startswith("tbl") and len(words[0]) > 4:
        words[0] = _singular(words[0][3:])
    return words


def _shared_prefix(tables):
    """The first word that nearly all tables share, as `ospos` of `ospos_items`; or None."""
    first = [_words(table.name)[0] for table in tables if len(_words(table.name)) > 1]
    if len(first) < 3:
        return None
    most = max(sorted(set(first)), key=first.count)
    return most if first.count(most) >= 0.8 * len(tables) else None
