"""Names of tables and columns, compared with words of any language."""

import re
import unicodedata
from functools import lru_cache

from legacy.guessing.lexicon import AFFIXES, IDS

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
SHORT = 4
ENDINGS = ("es", "en", "s", "n", "e")


@lru_cache(maxsize=20000)
def tokens(name):
    """`classArmId` gives ("class", "arm", "id"); letters of any script, in lower case and without
    accents."""
    plain = unicodedata.normalize("NFKD", str(name))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = unicodedata.normalize("NFC", plain)
    spaced = CAMEL.sub(" ", re.sub(r"[\W_]+", " ", plain))
    return tuple(token.casefold() for token in spaced.split())


@lru_cache(maxsize=20000)
def stem(name):
    """The tokens of `name` that say what it is about: without ids, numbers and affixes."""
    found = tuple(t for t in tokens(name) if t not in IDS | AFFIXES and not t.isdecimal())
    return tuple(t.removeprefix("tbl") if len(t) > 6 else t for t in found)


def likeness(names, words):
    """0 to 1: how much any of `names` is called like one of `words`."""
    return max((_likeness(tokens(name), words) for name in names if name), default=0.0)


@lru_cache(maxsize=100000)
def _likeness(found, words):
    joined = "".join(found)
    best = 0.0
    for word in words:
        best = max(best, _word(found, joined, "".join(tokens(word))))
        if best == 1.0:
            break
    return best


def _word(found, joined, word):
    if not word:
        return 0.0
    if joined == word:
        return 1.0
    if word in found:
        return 0.9 if found[-1] == word or found[0] == word else 0.8
    short = SHORT if word.isascii() else 2
    if len(word) < short:
        return 0.85 if not word.isascii() and any(t.endswith(word) for t in found) else 0.0
    if any(t.startswith(word) and len(t) - len(word) <= 3 for t in found):
        return 0.85
    if any(t.startswith(word) or t.endswith(word) for t in found):
        return 0.7
    return 0.6 if word in joined and len(word) > SHORT else 0.0


@lru_cache(maxsize=100000)
def same_subject(column, table):
    """0 to 1: how much the name of a column speaks of the table called `table`, as `stu_id` does
    of `students`."""
    left, right = stem(column), stem(table)
    if not left or not right:
        return 0.0
    one, other = "".join(left), "".join(right)
    if forms(one) & forms(other):
        return 1.0
    return max(_overlap(left, right), 0.7 * _prefix(one, other))


def forms(word):
    """`word` with and without the plural endings of European languages."""
    endings = (one for one in ENDINGS if word.endswith(one) and len(word) - len(one) >= 3)
    return {word} | {word[: -len(one)] for one in endings}


def _overlap(left, right):
    shared = sum(any(forms(one) & forms(other) for other in right) for one in left)
    return shared / max(len(left), len(right))


def _prefix(one, other):
    short, long = sorted((one, other), key=len)
    if len(short) < (3 if short.isascii() else 1):
        return 0.0
    return 1.0 if long.startswith(short) or long.endswith(short) else 0.0
