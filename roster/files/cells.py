"""What a cell says, as text: without the marks that Excel and its files leave on it."""

import datetime
import re
import unicodedata

from legacy.spreadsheets import harmless

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff]")
BLANKS = re.compile(r"[^\S\n]+")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
AS_TEXT = re.compile(r'="([^"]*)"')  # how a CSV file keeps Excel from dropping zeros
WITH_FRACTION = re.compile(r"(-?\d+)\.0+")
LONGEST = 2000  # characters of a cell that are kept


def plain(value):
    """A value of a worksheet, or a text, as text; dates as ISO, whole numbers without `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return (value.date() if at_midnight else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return tidy(str(value))


def tidy(text):
    """Text without blanks around it, composed Hangul, and nothing that cannot be seen."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return BLANKS.sub(" ", text).strip()[:LONGEST]


def written(text):
    """A cell of a text file; takes back what keeps spreadsheets from reading it otherwise."""
    text = tidy(text)
    if found := AS_TEXT.fullmatch(text):
        return found[1].strip()
    if text.startswith("'") and harmless(text[1:]) == text:
        return text[1:]
    return text


def narrow(text):
    """Full-width letters and digits as plain ones."""
    return text.translate(FULL_WIDTH)


def whole(text):
    """A number that Excel wrote with a fraction of nothing, as one would write it."""
    text = narrow(text).strip()
    found = WITH_FRACTION.fullmatch(text)
    return found[1] if found else text
