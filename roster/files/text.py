"""Reads CSV, TSV and what is pasted from a spreadsheet: line by line, so that one broken line is
one broken row."""

import csv
import re
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from roster.files.cells import written
from roster.workbooks.reading import Unreadable

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = "\t,;|"
LOOKED_AT = 200  # lines, to find out what stands between cells
LONGEST_CELL = 20  # lines
MOST_COLUMNS, MOST_CELLS, MOST_BROKEN = 100, 1_000_000, 500
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass
class Line:
    """One row of a file: its number there, its cells, each a text or `{"fault": code}`, and what is
    wrong with all of it (a code of `wording`)."""

    number: int
    cells: list = field(default_factory=list)
    fault: str = ""


def decoded(content):
    """The text of a file in UTF-8, UTF-16 or CP949. Raises Unreadable."""
    for bom, name in BOMS:
        if content.startswith(bom):
            return _decode(content, name)
    if b"\0" in content[:2000]:
        odd, even = content[1:2000:2].count(0), content[:2000:2].count(0)
        return _decode(content, "utf-16-le" if odd >= even else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.start > 3:
            raise Unreadable(_("This file is cut off in the middle of a letter.")) from None
    return _decode(content, "cp949")


def _decode(content, name):
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        text = "\0"
    if CONTROL.search(text):
        raise Unreadable(
            _("This is neither an Excel file nor a text in UTF-8, UTF-16 or CP949.")
        ) from None
    return text


def lines_of(text):
    """The Lines of a text, in the order of the file, without empty ones."""
    lines = re.split(r"\r\n|\r|\n", text)
    number = 0
    if lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:  # for Excel
        number, delimiter = 1, lines[0].strip()[-1]
    else:
        delimiter = _delimiter(lines)
    found = list(_parsed(lines, delimiter, number))
    widths = Counter(len(line.cells) for line in found if not line.fault)
    width = max(widths, key=lambda one: (widths[one], one), default=0)
    for line in found:
        _judge(line, width, delimiter)
        line.cells = [written(cell) for cell in line.cells[:MOST_COLUMNS]]
    refuse_too_many(sum(len(line.cells) for line in found))
    return [line for line in found if any(line.cells)]


def refuse_too_many(cells):
    """Raises Unreadable where a file has more cells than fit into memory with ease."""
    if cells > MOST_CELLS:
        raise Unreadable(_("This file has too many cells. Leave out what is not needed."))


def _delimiter(lines):
    """What stands between the cells of most lines."""
    few = lines[:LOOKED_AT]
    return max(DELIMITERS, key=lambda one: _evidence(few, one))


def _evidence(lines, delimiter):
    """How many lines have as many cells as most, and how many that are."""
    widths = Counter(len(line.cells) for line in _parsed(lines, delimiter) if not line.fault)
    return max(((number, width) for width, number in widths.items() if width > 1), default=(0, 0))


def _parsed(lines, delimiter, start=0):
    place, broken = start, 0
    while place < len(lines):
        used, cells = _record(lines, place, delimiter)
        if used == 0:
            broken += 1
            if broken > MOST_BROKEN:
                raise Unreadable(_("Too many quotation marks are opened and never closed."))
            yield Line(place + 1, [lines[place][:100]], "quote")
        elif any(cells):
            yield Line(place + 1, cells)
        place += used or 1


def _record(lines, place, delimiter):
    """`(number of lines, cells)` of the record that begins at `place`; 0 lines where a quotation
    mark is open that nothing closes."""
    if '"' not in lines[place]:
        return 1, lines[place].split(delimiter)
    for last in range(place + 1, min(place + 1 + LONGEST_CELL, len(lines) + 1)):
        text = "\n".join(lines[place:last])
        try:
            return last - place, next(csv.reader(_kept(text), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
    return 0, []


def _kept(text):
    """Lines as the csv module wants them, with their ends."""
    return text.splitlines(keepends=True)


def _judge(line, width, delimiter):
    others = DELIMITERS.replace(delimiter, "")
    if line.fault or len(line.cells) == width:
        return
    if len(line.cells) == 1 and any(other in line.cells[0] for other in others):
        line.fault = "delimiter"
    elif any(line.cells[width:]):
        line.fault = "width"
