"""Writes rows as an Excel file, in the shape in which they come back."""

from django.utils.text import capfirst
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

WIDTH = 16


def write_rows(file, fields, rows):
    """Writes rows of values in the order of `fields`, one after another."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    for column in range(1, len(fields) + 1):
        page.column_dimensions[get_column_letter(column)].width = WIDTH
    heads = [WriteOnlyCell(page, str(capfirst(field.label))) for field in fields]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    for row in rows:
        page.append([_cell(page, value) for value in row])
    book.save(file)


def _cell(page, value):
    """Texts stay texts, whatever they look like."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value))
    if value:
        cell.data_type, cell.number_format = "s", "@"
    return cell
