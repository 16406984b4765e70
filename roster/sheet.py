"""A course as a sheet: a row per student, a column per lesson, kept as plain values, because a
month with three lessons a day has thousands of cells."""

from collections import Counter
from dataclasses import dataclass, field

from roster.models import Enrollment, Mark, MarkEvent, Reason, Status, Student
from roster.querysets.dates import overlap_of
from roster.rates import Rate, student_rates
from roster.services.history import is_correction
from roster.services.locks import is_locked
from roster.spans import Span

MARK_FIELDS = ("lesson_id", "student_id", "status_id", "reason_id", "minutes", "note", "version")


@dataclass(slots=True)
class Cell:
    """One student at one lesson: the mark's values (`version` 0: no mark), whether the student was
    in the course that day, and whether the mark was changed after the lesson was taken, or even
    after it was locked."""

    is_enrolled: bool
    status_id: int | None = None
    reason_id: int | None = None
    minutes: int | None = None
    note: str = ""
    version: int = 0
    is_corrected: bool = False
    is_after_lock: bool = False

    @property
    def state(self):
        """The values as `services.states` has them."""
        return [self.status_id, self.reason_id, self.minutes, self.note, self.version]


@dataclass
class Row:
    """One student with a Cell for each lesson; `totals` is how many marks there are of each kind,
    in the order of `Status.Kind`, without cancelled lessons."""

    student: Student
    roll_number: int | None
    cells: list
    rate: Rate
    totals: list = field(default_factory=list)


@dataclass
class Sheet:
    """What a book shows of `span`. `lessons` carry `is_locked`; `statuses` and `reasons` are
    those of the course and all that occur, by id; `drawn` is for those who draw it."""

    span: Span
    lessons: list
    statuses: dict
    reasons: dict
    rows: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    drawn: dict = field(default_factory=dict)

    @property
    def has_several_a_day(self):
        return len({lesson.date for lesson in self.lessons}) < len(self.lessons)

    @property
    def choices(self):
        """The statuses that may be given, in order."""
        return [status for status in self.statuses.values() if status.retired_at is None]


def sheet_of(course, span):
    """The Sheet of `course` for a `Span`, in a fixed number of queries."""
    lessons = list(course.lessons.between(span.first, span.last).kept().with_rules().in_order())
    for lesson in lessons:
        lesson.is_locked = is_locked(lesson)
    stays, people = _people(course, span, lessons)
    marks = _marks(lessons)
    statuses, reasons = _choices(course, marks)
    sheet = Sheet(span, lessons, statuses, reasons)
    rates = student_rates(list(people), span.first, span.last, course)
    for pk, (student, number) in people.items():
        cells = [_cell(marks.get((lesson.pk, pk)), lesson, stays.get(pk, ())) for lesson in lessons]
        sheet.rows.append(Row(student, number, cells, rates.get(pk, Rate())))
    _count(sheet)
    return sheet


def _people(course, span, lessons):
    """`({student id: [(from, to)]}, {student id: (student, roll number)})`, in roll order; after
    them students who have a mark in these days without being enrolled."""
    stays, people = {}, {}
    enrolled = Enrollment.objects.filter(course=course).between(span.first, span.last)
    for stay in enrolled.select_related("student").in_roll_order():
        stays.setdefault(stay.student_id, []).append((stay.starts_on, stay.ends_on))
        people.setdefault(stay.student_id, (stay.student, stay.roll_number))
    for student in Student.objects.marked_in(lessons).exclude(pk__in=people):
        people[student.pk] = (student, None)
    return stays, people


def _marks(lessons):
    """`{(lesson id, student id): (values, whether corrected, whether after the lock)}`."""
    corrected, locked = _corrections(lessons)
    rows = Mark.objects.filter(lesson__in=lessons).values_list("pk", *MARK_FIELDS)
    return {
        (lesson, student): (values, pk in corrected, pk in locked)
        for pk, lesson, student, *values in rows
    }


def _corrections(lessons):
    """Keys of marks that were corrected, and of those that were after the lesson's lock."""
    known, corrected, locked = {lesson.pk: lesson for lesson in lessons}, set(), set()
    for mark, lesson, moment, old in MarkEvent.objects.corrections_in(lessons):
        held = known[lesson]
        if is_correction(held, moment):
            locked.add(mark)
        elif old is not None and held.taken_at and moment > held.taken_at:
            corrected.add(mark)
    return corrected | locked, locked


def _choices(course, marks):
    """The statuses and the reasons of the course, and others that occur, in order and by id."""
    used = tuple({values[place] for values, *_ in marks.values()} for place in (0, 1))
    own = course.status_set
    statuses = {status.pk: status for status in own.statuses.all()}
    reasons = {reason.pk: reason for reason in own.reasons.all()}
    for known, present in zip((statuses, reasons), used, strict=True):
        if missing := present - known.keys() - {None}:
            known |= (Status if known is statuses else Reason).objects.in_bulk(missing)
    return statuses, reasons


def _cell(found, lesson, stays):
    is_enrolled = any(overlap_of(stay, (lesson.date, lesson.date)) for stay in stays)
    if found is None:
        return Cell(is_enrolled)
    values, *corrections = found
    return Cell(is_enrolled, *values, *corrections)


def _count(sheet):
    """Sets the totals of rows and, as `[(Status.Kind, [number per lesson])]`, of columns."""
    held = [not lesson.is_cancelled for lesson in sheet.lessons]
    columns = [Counter() for _ in sheet.lessons]
    for row in sheet.rows:
        counts = Counter()
        for place, cell in enumerate(row.cells):
            if cell.status_id and held[place]:
                kind = sheet.statuses[cell.status_id].kind
                counts[kind] += 1
                columns[place][kind] += 1
        row.totals = [counts[kind] for kind in Status.Kind.values]
    sheet.totals = [(kind, [column[kind.value] for column in columns]) for kind in Status.Kind]
