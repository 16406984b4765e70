"""Text that was broken long ago: which bytes a column really holds, from its data.

Korean programs wrote CP949 or UTF-8 into columns that claim latin1. A column is decided only where
nearly all of its broken-looking values agree, and read as Korean; otherwise it is left as it is.
"""

from codecs import getincrementaldecoder
from dataclasses import dataclass

from django.db import Error

from legacy.fields.texts import ENCODINGS, MIXED, bytes_of
from legacy.inspection.asking import LONG
from legacy.inspection.types import field_for

ROWS = 3000
AGREE = 0.95
TEXT_KINDS = {"models.CharField", "models.TextField"}


@dataclass
class Undecided:
    """A column whose broken text could not be told: counts of values by encoding."""

    table: str
    column: str
    counts: dict

    def told(self):
        """One line for the operator."""
        said = ", ".join(f"{number} {name}" for name, number in self.counts.items() if number)
        return f"Left as it is: the text of {self.table!r}, {self.column!r} ({said} values)"


def detect(tables, data):
    """Sets `encodings` of `tables`; returns an Undecided for each column that stays open."""
    undecided = []
    for table in tables:
        columns = [one.name for one in table.columns if _may_be_broken(one)]
        if not columns or table.is_view:
            continue
        try:
            rows = data.texts(table.name, columns, ROWS)
        except Error:
            continue
        for place, name in enumerate(columns):
            counts = tally(row[place] for row in rows)
            encoding = decided(counts)
            if encoding:
                table.encodings[name] = encoding
            elif counts["utf-8"] or counts["cp949"]:
                undecided.append(Undecided(table.name, name, counts))
    return undecided


def _may_be_broken(column):
    kind, options = field_for(column)
    return kind in TEXT_KINDS and "choices" not in options and column.charset != "ascii"


def tally(values):
    """`{"utf-8": n, "cp949": n, "other": n}` of the values that look like latin1."""
    counts = dict.fromkeys((*ENCODINGS, "other"), 0)
    for value in values:
        if isinstance(value, str) and not value.isascii():
            raw = bytes_of(value)
            if raw is not None:
                counts[_encoding_of(raw, len(value) < LONG)] += 1
    return counts


def decided(counts):
    """The `encoding` of a field, or None where the values do not agree on one."""
    number = sum(counts.values())
    for name in ENCODINGS:
        if number and counts[name] >= AGREE * number:
            return name
    both = counts["utf-8"] and counts["cp949"]
    return MIXED if both and counts["other"] <= (1 - AGREE) * number else None


def _encoding_of(raw, is_whole):
    """The encoding of some bytes; the last letter of a text that is not whole may be cut in two."""
    for name in ENCODINGS:
        try:
            text = getincrementaldecoder(name)().decode(raw, is_whole)
        except UnicodeDecodeError:
            continue
        if name == "utf-8" or _is_korean(text):
            return name
    return "other"


def _is_korean(text):
    """Whether what is not ASCII in `text` is mostly Hangul syllables, two or more of them."""
    foreign = [character for character in text if not character.isascii()]
    syllables = sum("가" <= character <= "힣" for character in foreign)
    return syllables >= 2 and syllables >= 0.6 * len(foreign)
