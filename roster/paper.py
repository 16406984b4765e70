"""A Sheet cut into pages of paper: A4 landscape, as many rows and columns as a hand can still
write into."""

from dataclasses import dataclass
from itertools import groupby

ROWS, COLUMNS = 40, 31


@dataclass(frozen=True)
class Page:
    """One page: its number from 1, some lessons, `[(Row, [Cell])]`, and whether it has the last
    lessons (and so the totals) and the last students (and so the totals of the lessons)."""

    number: int
    lessons: list
    rows: list
    totals: list
    has_rates: bool
    has_totals: bool


def pages_of(sheet):
    """The Pages of a Sheet: the lessons of one day stay together where they can."""
    pages = []
    groups = [sheet.rows[first : first + ROWS] for first in range(0, len(sheet.rows), ROWS)]
    cuts = _cuts(sheet.lessons)
    for rows in groups:
        for first, last in cuts:
            pages.append(
                Page(
                    number=len(pages) + 1,
                    lessons=sheet.lessons[first:last],
                    rows=[(row, row.cells[first:last]) for row in rows],
                    totals=[(kind, numbers[first:last]) for kind, numbers in sheet.totals],
                    has_rates=last == len(sheet.lessons),
                    has_totals=rows is groups[-1],
                )
            )
    return pages


def _cuts(lessons):
    """`[(first, last)]`: where the lessons are cut, `last` not included."""
    cuts, first, end = [], 0, 0
    for _, day in groupby(lessons, key=lambda lesson: lesson.date):
        size = len(list(day))
        if end > first and end + size - first > COLUMNS:
            cuts.append((first, end))
            first = end
        end += size
        while end - first > COLUMNS:
            cuts.append((first, first + COLUMNS))
            first += COLUMNS
    return [*cuts, (first, end)] if end > first else cuts
