"""Reads an Excel file that somebody sends: trusts nothing in it."""

import datetime
import json
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from roster.spans import Span
from roster.workbooks import FIRST_COLUMN, FIRST_ROW, KEYS_ROW, MEMORY

LARGEST_FILE = 10 * 1024**2
# Of what a reader takes into memory a small file can hold a thousand times its size: some ten bytes
# for each cell that is empty, for each row that is, and for each style that nothing has.
LARGEST_UNPACKED = 60 * 1024**2
LARGEST_TEXTS, LARGEST_REST = 20 * 1024**2, 4 * 1024**2
MOST_PARTS, MOST_TAGS, MOST_SHEET_ROWS = 500, 100_000, 1_048_576
ROW = re.compile(rb"<(?:\w+:)?row[ />]")
MOST_ROWS, MOST_COLUMNS = 2000, 1500
OLD_OR_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls and of passwords


class Unreadable(Exception):
    """The file cannot be taken at all; says why."""


@dataclass(frozen=True)
class Written:
    """One cell of the file: where it is (`F7`), whose, what it says, and what had been written
    there with which version of the mark (`None, 0`: nothing)."""

    place: str
    student: int
    lesson: int
    value: object
    is_formula: bool
    before: str
    version: int


@dataclass
class Filled:
    """A file that was read: the key of the course, the days, its cells, and `[(place, why)]` of
    rows that are nobody's."""

    course: int
    span: Span
    cells: list
    problems: list


def read_workbook(file):
    """The Filled of `file` (open, binary, seekable). Raises Unreadable."""
    refuse_bad_archive(file)
    try:
        book = load_workbook(file, read_only=True, keep_links=False)
        pages = book.worksheets
        memory = next((page for page in pages if page.title == MEMORY), None)
        if memory is None or len(pages) < 2:
            raise Unreadable(_("This file was not made by the Excel button of a book."))
        return _filled(next(page for page in pages if page is not memory), memory)
    except Unreadable:
        raise
    except Exception:  # a broken file breaks its reader in every way there is
        raise Unreadable(_("This Excel file is damaged and cannot be read.")) from None


def refuse_bad_archive(file):
    """Raises Unreadable, with the reason, where `file` is no .xlsx that may be unpacked."""
    head = file.read(8)
    file.seek(0)
    if head == OLD_OR_ENCRYPTED:
        raise Unreadable(
            _("This file has a password, or is of an old Excel. Save it as .xlsx without one.")
        )
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, RuntimeError):
        raise Unreadable(_("This is no Excel file (.xlsx), or only a part of one.")) from None
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(_("This file has macros. Save it as .xlsx without them."))
    if "[content_types].xml" not in names:
        raise Unreadable(_("This is no Excel file (.xlsx), or only a part of one."))
    if len(parts) > MOST_PARTS or _is_too_large(parts) or _is_crowded(file, parts):
        raise Unreadable(_("This file is too large once it is unpacked."))


def _is_too_large(parts):
    sizes = Counter()
    for part in parts:
        name = part.filename.lower()
        kind = "texts" if name.endswith("sharedstrings.xml") else "rest"
        sizes["sheets" if _is_sheet(name) else kind] += part.file_size
    return (
        sizes.total() > LARGEST_UNPACKED
        or sizes["texts"] > LARGEST_TEXTS
        or sizes["rest"] > LARGEST_REST
    )


def _is_sheet(name):
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _is_crowded(file, parts):
    """Whether a sheet has more rows than Excel takes, or more in a row than anybody writes, all of
    which a reader holds at once."""
    try:
        with zipfile.ZipFile(file) as archive:
            sheets = [part for part in parts if _is_sheet(part.filename.lower())]
            return any(_is_crowded_sheet(archive, sheet) for sheet in sheets)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        raise Unreadable(_("This Excel file is damaged and cannot be read.")) from None
    finally:
        file.seek(0)


def _is_crowded_sheet(archive, sheet):
    tags = rows = 0
    with archive.open(sheet) as stream:
        while chunk := stream.read(1024**2):
            first, *others = ROW.split(chunk)
            rows += len(others)
            in_a_row = [tags + first.count(b"<"), *(one.count(b"<") for one in others)]
            if max(in_a_row) > MOST_TAGS or rows > MOST_SHEET_ROWS:
                return True
            tags = in_a_row[-1]
    return False


def _rows(page):
    page.reset_dimensions()
    return page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)


def _filled(page, memory):
    said, written = _remembered(memory)
    filled = Filled(said["course"], Span(*said["days"]), [], [])
    lessons, seen = {}, set()
    for number, row in enumerate(_rows(page), 1):
        if number == KEYS_ROW:
            lessons = _lessons(row)
        elif number >= FIRST_ROW and row and any(cell.value is not None for cell in row):
            _take(filled, number, row, lessons, written, seen)
    return filled


def _remembered(memory):
    """What was written: course and days, and `{(student, lesson): (version, symbol)}`."""
    rows = memory.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    said = json.loads(next(rows)[0])
    days = [datetime.date.fromisoformat(said[name]) for name in ("first", "last")]
    if type(said["course"]) is not int or Span(*days).is_too_long:
        raise ValueError
    lessons = next(rows)[1:]
    written = {}
    for student, *cells in rows:
        for lesson, text in zip(lessons, cells, strict=False):
            version, _colon, symbol = (text or "0:").partition(":")
            written[student, lesson] = int(version), symbol
    return {"course": said["course"], "days": days}, written


def _is_typed(cell):
    return cell.value is not None and cell.data_type != "f"


def _lessons(row):
    """`{place in the row: key}`; columns that somebody has added have none."""
    own = {place: cell.value for place, cell in enumerate(row) if place >= FIRST_COLUMN - 1}
    lessons = {place: key for place, key in own.items() if type(key) is int}
    if len(set(lessons.values())) < len(lessons):
        raise Unreadable(_("A lesson has two columns in this file."))
    return lessons


def _take(filled, number, row, lessons, written, seen):
    student = row[0].value
    if type(student) is not int:
        if any(_is_typed(row[place]) for place in lessons if place < len(row)):
            filled.problems.append((f"D{number}", _("This row is of no student of the book.")))
        return  # totals, and what somebody has noted below
    if student in seen:
        filled.problems.append((f"D{number}", _("This student is in the file twice.")))
        return
    seen.add(student)
    for place, lesson in lessons.items():
        cell = row[place] if place < len(row) else None
        version, before = written.get((student, lesson), (0, ""))
        value = cell.value if cell is not None else None
        is_formula = cell is not None and cell.data_type == "f"
        where = f"{get_column_letter(place + 1)}{number}"
        filled.cells.append(Written(where, student, lesson, value, is_formula, before, version))
