"""Reports as files, line by line, so that memory does not grow with them."""

import csv
import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from legacy.spreadsheets import Echo, harmless
from roster.reports.tables import DATE, TEXT

WIDTHS = {DATE: 12, TEXT: 18}
MOST_ROWS = 1_048_575  # that a worksheet holds below its head


def csv_lines(columns, lines):
    """The lines of a CSV file, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([column.name for column in columns])
    for line in lines:
        yield writer.writerow([_plain(cell.value) for cell in line])


def write_xlsx(file, title, columns, lines):
    """Writes an Excel file into `file` (open, binary); more lines than a worksheet holds go on in
    the next one."""
    book, lines = Workbook(write_only=True), iter(lines)
    is_full = True
    while is_full:
        page = _page(book, title, columns)
        number = 0
        for number, line in enumerate(lines, 1):
            page.append([_cell(page, cell.value) for cell in line])
            if number == MOST_ROWS:
                break
        is_full = number == MOST_ROWS
    book.save(file)


def _page(book, title, columns):
    page = book.create_sheet(title[:31])
    page.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.kind, 9)
    heads = [_cell(page, column.name) for column in columns]
    for cell in heads:
        cell.font = Font(bold=True)
    page.append(heads)
    return page


def _cell(page, value):
    """A value as a spreadsheet holds it; a text stays one, whatever it begins with."""
    if value is None or isinstance(value, (int, float, Decimal, datetime.date)):
        return float(value) if isinstance(value, Decimal) else value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    cell.data_type = "s"
    return cell


def _plain(value):
    return harmless(value) if isinstance(value, str) else value
