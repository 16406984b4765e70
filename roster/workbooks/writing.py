"""Writes a Sheet as an Excel file, row by row, so that memory does not grow with the file."""

import json
import re

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from roster.templatetags.days import short_weekday
from roster.workbooks import FIRST_COLUMN, FIRST_ROW, HEAD_ROW, KEYS_ROW, MEMORY

CLOSED = PatternFill("solid", fgColor="DDDDDD")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WILDCARDS = re.compile(r"([~*?])")


def write_workbook(file, course, sheet):
    """Writes the book of `course` into `file` (open, binary)."""
    book = Workbook(write_only=True)
    _Page(book.create_sheet(str(_("Book"))), course, sheet).write()
    _write_memory(book.create_sheet(MEMORY), course, sheet)
    book.save(file)


def symbol_of(sheet, lesson, cell):
    """What a cell says in the file; a cancelled lesson says nothing."""
    if cell.status_id is None or lesson.is_cancelled:
        return ""
    return sheet.statuses[cell.status_id].symbol


class _Page:
    """The worksheet that people see."""

    def __init__(self, page, course, sheet):
        self.page, self.course, self.sheet = page, course, sheet
        self.last_row = FIRST_ROW + len(sheet.rows) - 1
        self.last_column = FIRST_COLUMN + len(sheet.lessons) - 1

    def write(self):
        self._prepare()
        sheet, lessons = self.sheet, self.sheet.lessons
        self.page.append([self._text(f"{self.course.name} · {sheet.span.title}", bold=True)])
        self.page.append([None] * (FIRST_COLUMN - 1) + [lesson.pk for lesson in lessons])
        self.page.append(self._heads())
        for number, row in enumerate(sheet.rows, FIRST_ROW):
            self.page.append(self._row(number, row))
        for status in sheet.choices:
            self.page.append(self._foot(status))

    def _prepare(self):
        """What has to be said before the first row is written."""
        page = self.page
        page.freeze_panes = f"{get_column_letter(FIRST_COLUMN)}{FIRST_ROW}"
        page.column_dimensions["A"].hidden = True
        page.row_dimensions[KEYS_ROW].hidden = True
        for letter, width in (("B", 5), ("C", 11), ("D", 14)):
            page.column_dimensions[letter].width = width
        for column in range(FIRST_COLUMN, self.last_column + 1):
            page.column_dimensions[get_column_letter(column)].width = 5
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
        page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
        page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        symbols = ",".join(status.symbol for status in self.sheet.choices)
        if self.sheet.rows and self.sheet.lessons and '"' not in symbols:
            offered = DataValidation("list", formula1=f'"{symbols}"', allow_blank=True)
            first, last = map(get_column_letter, (FIRST_COLUMN, self.last_column))
            offered.add(f"{first}{FIRST_ROW}:{last}{self.last_row}")
            page.data_validations.append(offered)

    def _heads(self):
        names = ["", _("No."), _("Student number"), _("Name")]
        names += [self._day(lesson) for lesson in self.sheet.lessons]
        names += [status.name for status in self.sheet.choices] + [_("Rate")]
        cells = [self._text(name, bold=True) for name in names]
        for cell in cells:
            cell.alignment = CENTRE
        return cells

    def _day(self, lesson):
        parts = [f"{lesson.date.month}/{lesson.date.day}", short_weekday(lesson.date)]
        parts += [str(lesson.period)] if lesson.period else []
        closed = (lesson.is_cancelled and _("cancelled")) or (lesson.is_locked and _("locked"))
        return "\n".join([*parts, closed] if closed else parts)

    def _row(self, number, row):
        student, lessons = row.student, self.sheet.lessons
        first, last = map(get_column_letter, (FIRST_COLUMN, self.last_column))
        cells = [student.pk, row.roll_number, self._text(student.number), self._text(student.name)]
        cells += [self._mark(*both) for both in zip(lessons, row.cells, strict=True)]
        cells += [
            _count(f"{first}{number}:{last}{number}", status) for status in self.sheet.choices
        ]
        rate = row.rate.percent
        return [*cells, None if rate is None else float(rate)]

    def _mark(self, lesson, cell):
        symbol = symbol_of(self.sheet, lesson, cell)
        closed = lesson.is_cancelled or lesson.is_locked or not (cell.is_enrolled or cell.version)
        if not closed:
            return self._text(symbol) if symbol else None
        made = self._text(symbol)
        made.fill = CLOSED
        return made

    def _foot(self, status):
        columns = map(get_column_letter, range(FIRST_COLUMN, self.last_column + 1))
        counts = [_count(f"{one}{FIRST_ROW}:{one}{self.last_row}", status) for one in columns]
        return [None, None, None, self._text(status.name, bold=True), *counts]

    def _text(self, text, bold=False):
        """A cell that stays a text, whatever it begins with."""
        cell = WriteOnlyCell(self.page, ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        return cell


def _count(cells, status):
    symbol = WILDCARDS.sub(r"~\1", status.symbol).replace('"', '""')
    return f'=COUNTIF({cells},"={symbol}")'


def _write_memory(page, course, sheet):
    """The course, the lessons, and per student what was written and the mark's version."""
    page.sheet_state = "veryHidden"
    first, last = str(sheet.span.first), str(sheet.span.last)
    page.append([json.dumps({"course": course.pk, "first": first, "last": last})])
    page.append([None, *(lesson.pk for lesson in sheet.lessons)])
    for row in sheet.rows:
        both = zip(sheet.lessons, row.cells, strict=True)
        said = [
            f"{cell.version}:{symbol_of(sheet, lesson, cell)}" if cell.version else None
            for lesson, cell in both
        ]
        page.append([row.student.pk, *said])
