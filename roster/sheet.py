"""One month of a course as a sheet: a row per student, a column per lesson."""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass, field

from roster.models import Enrollment, Mark, Status, Student
from roster.rates import Rate, student_rates


@dataclass
class Cell:
    """One student at one lesson: the mark (None: not marked) and whether the student was in the
    course that day."""

    lesson: object
    mark: Mark | None
    is_enrolled: bool


@dataclass
class Row:
    """One student's month."""

    student: Student
    roll_number: int | None
    cells: list
    rate: Rate

    @property
    def totals(self):
        """How many marks of each kind, in the order of `Status.Kind`; `rate` counts for itself."""
        kinds = Counter(_kinds(self.cells))
        return [kinds[kind] for kind in Status.Kind.values]


@dataclass
class Sheet:
    """The month's lessons and rows; `totals` has, per kind, a number for every lesson."""

    first: datetime.date
    last: datetime.date
    lessons: list
    rows: list = field(default_factory=list)

    @property
    def totals(self):
        """`[(label, kind, [number per lesson])]`; kinds that never occur are left out."""
        columns = [Counter(_kinds(row.cells[n] for row in self.rows)) for n in range(self.width)]
        return [
            (kind.label, kind.value, numbers)
            for kind in Status.Kind
            if any(numbers := [column[kind.value] for column in columns])
        ]

    @property
    def width(self):
        return len(self.lessons)


def month_sheet(course, first):
    """The Sheet of `course` for the month that begins on `first`, in a fixed number of queries."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    held = course.lessons.between(first, last).kept().in_order()
    sheet = Sheet(first, last, list(held))
    stays, people = _people(course, sheet)
    marks = _marks(sheet.lessons)
    rates = student_rates(list(people), first, last, course)
    for pk, (student, number) in people.items():
        cells = [
            Cell(lesson, marks.get((lesson.pk, pk)), _is_enrolled(stays.get(pk, ()), lesson.date))
            for lesson in sheet.lessons
        ]
        sheet.rows.append(Row(student, number, cells, rates.get(pk, Rate())))
    return sheet


def _people(course, sheet):
    """`({student id: [stays]}, {student id: (student, roll number)})`, in roll order; after them
    students who have a mark in the month without being enrolled."""
    stays, people = {}, {}
    enrolled = Enrollment.objects.filter(course=course).between(sheet.first, sheet.last)
    for stay in enrolled.select_related("student").in_roll_order():
        stays.setdefault(stay.student_id, []).append(stay)
        people.setdefault(stay.student_id, (stay.student, stay.roll_number))
    for student in Student.objects.marked_in(sheet.lessons).exclude(pk__in=people):
        people[student.pk] = (student, None)
    return stays, people


def _marks(lessons):
    marks = Mark.objects.filter(lesson__in=lessons).select_related("status", "reason")
    return {(mark.lesson_id, mark.student_id): mark for mark in marks}


def _is_enrolled(stays, date):
    return any(
        (stay.starts_on is None or stay.starts_on <= date)
        and (stay.ends_on is None or stay.ends_on >= date)
        for stay in stays
    )


def _kinds(cells):
    """The kinds of the marks in `cells`, without cancelled lessons."""
    for cell in cells:
        if cell.mark and cell.mark.status and not cell.lesson.is_cancelled:
            yield cell.mark.status.kind
