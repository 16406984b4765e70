"""Reads a worksheet of an Excel file: values and not formulas."""

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from roster.files.cells import plain
from roster.files.text import MOST_COLUMNS, Line, refuse_too_many
from roster.workbooks.reading import Unreadable, refuse_bad_archive

LAST_ROW = 200_000  # empty rows below that nobody sees are not walked through for ever
FORMULA, ERROR = {"fault": "formula"}, {"fault": "error"}


def lines_of_workbook(file):
    """The Lines of the first worksheet that has any. Raises Unreadable."""
    refuse_bad_archive(file)
    try:
        found, formulas = _lines(file)
        if formulas:
            _fill_in(found, formulas, file)
        return found
    except Unreadable:
        raise
    except Exception:  # a broken file breaks its reader in every way there is
        raise Unreadable(_("This Excel file is damaged and cannot be read.")) from None


def _page(file, values):
    book = load_workbook(file, read_only=True, data_only=values, keep_links=False)
    for page in book.worksheets:
        page.reset_dimensions()
        if page.sheet_state == "visible" and any(map(any, _rows(page, 50))):
            return page
    return None


def _rows(page, last=LAST_ROW):
    return page.iter_rows(max_row=last, max_col=MOST_COLUMNS, values_only=True)


def _lines(file):
    """`(Lines, [(Line, place) of a formula])`."""
    page = _page(file, values=False)
    found, formulas, cells = [], [], 0
    if page is None:
        return found, formulas
    for number, row in enumerate(page.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), 1):
        line = Line(number)
        for place, cell in enumerate(row):
            if cell.data_type == "f":
                formulas.append((line, place))
            line.cells.append(ERROR if cell.data_type == "e" else plain(cell.value))
        while line.cells and line.cells[-1] == "":
            line.cells.pop()
        if line.cells:
            found.append(line)
            cells += len(line.cells)
            refuse_too_many(cells)
    return found, formulas


def _fill_in(found, formulas, file):
    """Puts the values that Excel had kept in the place of the formulas."""
    page = _page(file, values=True)
    wanted = {}
    for line, place in formulas:
        wanted.setdefault(line.number, []).append((line, place))
        line.cells[place] = FORMULA
    rows = _rows(page) if page else ()
    for number, row in enumerate(rows, 1):
        for line, place in wanted.get(number, ()):
            if place < len(row) and row[place] is not None:
                text = plain(row[place])
                line.cells[place] = ERROR if text.startswith("#") else text
