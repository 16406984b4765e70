"""What codes mean: by a table of codes, by a comment, by the words themselves, by how often."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from legacy.guessing.profiles import CODES
from legacy.guessing.words import likeness
from legacy.values import fold, text

LISTED = re.compile(r"([\w○×△◎●▲]{1,12})\s*[:=→-]+\s*([^\s,;:/()|=\d][^,;:/()|=\d]*)")
BINARY = (
    {"0", "1"}, {"n", "y"}, {"f", "t"}, {"false", "true"}, {"no", "yes"}, {"off", "on"},
    {"-1", "1"},
)  # fmt: skip
YES = {"1", "y", "t", "true", "yes", "on"}
LABEL = 40  # what a code means is said in no more letters
WEIGHTS = {1: 0.5, 2: 0.7}  # what a code of so few letters proves; a word proves all


@dataclass
class Meaning:
    """What the codes of a column mean.

    `values` goes from the code as it is written to the word of the site; `unknown` are codes that
    nothing tells of; `strength` (0 to 1) is how much the codes prove; `doubt` is a question, marked
    for translation, or empty.
    """

    values: dict = field(default_factory=dict)
    unknown: list = field(default_factory=list)
    strength: float = 0.0
    reason: str = ""
    doubt: str = ""

    @property
    def words(self):
        """The words that occur."""
        return set(self.values.values())


class Codes:
    """Tables of codes: a short code, what it means, and perhaps a group of codes."""

    def __init__(self, tables):
        self.lists = [one for table in tables for one in _lists(table)]

    def labels(self, column):
        """Yields ({code: label}, the list's name) that hold most of a column's codes."""
        if not column.counts:
            return
        total = sum(column.counts.values())
        for name, labels, table in self.lists:
            if table in (column.table, column.table.base):
                continue
            codes = set(map(fold, labels))
            known = sum(n for code, n in column.counts.items() if code in codes)
            if known >= 0.8 * total:
                yield labels, name


def _lists(table):
    """(name, {code: label}, table) of each list of codes in a small table."""
    if not 0 < table.rows <= 500 or not table.is_whole or table.base is not None:
        return
    texts = [c for c in table.columns.values() if c.kind in {"text", "integer"} and c.texts]
    codes = [c for c in texts if max(map(len, c.texts)) <= 12]
    labels = [c for c in texts if c.kind == "text" and not c.is_numeric and _is_short(c)]
    for code in codes:
        for label in labels:
            if label is code:
                continue
            if code.is_unique and len(label.counts) > 0.7 * len(label.texts):
                yield f"{table.name}.{label.name}", _pairs(code, label, None), table
                continue
            for group in texts:
                if group not in (code, label) and len(group.counts) <= table.rows // 2:
                    for value in group.counts:
                        found = _pairs(code, label, (group, value))
                        if len(found) > 1 and len(set(found.values())) > 0.7 * len(found):
                            yield f"{table.name}.{label.name} ({value})", found, table


def _is_short(column):
    return max(map(len, column.texts)) <= LABEL


def _pairs(code, label, group):
    rows = zip(code.values, label.values, strict=True)
    if group:
        column, wanted = group
        rows = (row for row, of in zip(rows, column.values, strict=True) if fold(of) == wanted)
    return {text(one): text(other) for one, other in rows if text(one)}


def understand(column, clue, codes):
    """The Meaning of a column's codes by a Clue; its strength is 0 where nothing is known."""
    if not column.is_code:
        return Meaning()
    spelled = {}
    for one in column.texts:
        spelled.setdefault(fold(one), one)
    for choice in column.choices:
        spelled.setdefault(fold(choice), choice)
    told = [_by_list(column, spelled, labels, name, clue) for labels, name in codes.labels(column)]
    told += [_by_comment(column, spelled, clue), _by_words(column, spelled, clue)]
    best = max(told, key=lambda one: (one.strength, -len(one.unknown)))
    if best.strength < 0.35 and len(spelled) <= 3:
        binary = _binary(column, spelled, clue)
        best = max(best, binary, key=lambda one: one.strength)
    return best


def _by_list(column, spelled, labels, name, clue):
    found = {code: meaning_of(label, clue.meanings) for code, label in labels.items()}
    values = {code: word[0] for code, word in found.items() if word}
    listed = set(map(fold, values))
    unknown = [one for code, one in spelled.items() if code not in listed]
    strength = len(values) / len(found) if len(values) > 1 else 0.0
    return Meaning(values, unknown, strength, f"the codes are listed in {name}")


def _by_comment(column, spelled, clue):
    said = {fold(code): label.strip() for code, label in LISTED.findall(column.comment)}
    found = {code: meaning_of(label, clue.meanings) for code, label in said.items()}
    values = {spelled.get(code, code): word[0] for code, word in found.items() if word}
    unknown = [one for code, one in spelled.items() if one not in values and code not in found]
    strength = 1.0 if len(values) > 1 and len(values) >= len(said) / 2 else 0.0
    return Meaning(values, unknown, strength, "its comment lists the codes")


def _by_words(column, spelled, clue):
    values, unknown, weight, known = {}, [], 0.0, 0
    total = sum(column.counts.values()) or 1
    for code, one in spelled.items():
        found = meaning_of(one, clue.meanings)
        if found is None or code.isdecimal():
            unknown.append(one)
            continue
        values[one] = found[0]
        weight += found[1] * column.counts[code]
        known += column.counts[code]
    strength = weight / total if known >= 0.5 * total else 0.0
    return Meaning(values, unknown, strength, "the codes say it")


def _binary(column, spelled, clue):
    """0 and 1 mean no and yes to what the column's name asks; how often decides otherwise."""
    codes = set(column.counts)
    if not any(codes <= pair for pair in BINARY) or len(clue.meanings) < 2:
        return Meaning()
    words = list(clue.meanings)
    negative = next((word for word in ("absent", False) if word in words), words[-1])
    positive = words[0]
    denies = likeness((column.name, column.comment), clue.meanings[negative]) > 0.75
    affirms = likeness((column.name, column.comment), clue.meanings[positive]) > 0.75
    yes, no = (negative, positive) if denies and not affirms else (positive, negative)
    values = {one: yes if code in YES else no for code, one in spelled.items()}
    doubt = ""
    often = sum(n for code, n in column.counts.items() if code in YES)
    if yes == positive and not affirms and often < 0.25 * sum(column.counts.values()):
        doubt = _("most rows say no: is it the other way round?")
    strength = 0.6 if denies or affirms else 0.35
    return Meaning(values, [], strength, "yes and no", doubt)


def by_frequency(column, clue):
    """The Meaning of codes that nothing tells of: the most frequent is the first word."""
    if not column.is_code or not 2 <= len(column.counts) <= CODES // 2:
        return Meaning()
    most, often = column.counts.most_common(1)[0]
    if often < 0.6 * sum(column.counts.values()):
        return Meaning()
    spelled = {fold(one): one for one in column.texts}
    unknown = [one for code, one in spelled.items() if code != most]
    values = {spelled[most]: next(iter(clue.meanings))}
    return Meaning(values, unknown, 0.2, "the most frequent code", _("what do the others mean?"))


def meaning_of(said, meanings):
    """(word, weight) of what a code or its label says, or None; the longest match counts."""
    return _meaning(fold(said), _frozen(meanings))


def _frozen(meanings):
    return tuple((word, tuple(written)) for word, written in meanings.items())


@lru_cache(maxsize=10000)
def _meaning(said, meanings):
    if not said or len(said) > LABEL:
        return None
    best = None
    for word, written in meanings:
        for one in map(fold, written):
            if one == said:
                size = 100 + len(one)
            elif len(one) >= (4 if one.isascii() else 2) and one in said:
                size = len(one)
            else:
                continue
            if best is None or size > best[1]:
                best = (word, size)
    if best is None:
        return None
    letters = len(said) if said.isascii() else max(3, len(said))
    return best[0], WEIGHTS.get(letters, 1.0)
