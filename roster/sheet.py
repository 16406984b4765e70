"""A course as a sheet: a row per student, a column per lesson, kept as plain values, because a
month with three lessons a day has thousands of cells."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, DateField

from roster.models import Enrollment, Lesson, Mark, MarkEvent, Reason, Status, Student
from roster.querysets.dates import overlap_of
from roster.querysets.prepared import Given, Prepared
from roster.rates import Rate
from roster.services.history import is_correction
from roster.services.locks import is_locked
from roster.services.opened import LESSON, RULES, ruled
from roster.services.rows import all_choices
from roster.spans import Span
from roster.standings import rates_in

MARK_FIELDS = ("lesson_id", "student_id", "status_id", "reason_id", "minutes", "note", "version")
STAY_FIELDS = ("student_id", "roll_number", "starts_on", "ends_on")
STUDENT = ("id", "number", "name")  # in the order of the model; the rest is read when asked for
DAYS = Given("first", DateField()), Given("last", DateField())


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
    """The Sheet of `course` for a `Span`, in a fixed number of queries; one more where somebody has
    marks without being enrolled, or marks have statuses of another set."""
    asked = {"course": course.pk, "first": span.first, "last": span.last}
    lessons = [ruled(iter(values)) for values in LESSONS.rows(**asked)]
    for lesson in lessons:
        lesson.is_locked = is_locked(lesson)
    marks = _marks(asked, {lesson.pk: lesson for lesson in lessons})
    stays, people = _people(asked, {student for _lesson, student in marks})
    statuses, reasons = _choices(course, marks)
    sheet = Sheet(span, lessons, statuses, reasons)
    rates = rates_in(course, span.first, span.last)
    for pk, (student, number) in people.items():
        cells = [_cell(marks.get((lesson.pk, pk)), lesson, stays.get(pk, ())) for lesson in lessons]
        sheet.rows.append(Row(student, number, cells, rates.get(pk, Rate())))
    _count(sheet)
    return sheet


def _people(asked, marked):
    """`({student id: [(from, to)]}, {student id: (student, roll number)})`, in roll order; after
    them students who have a mark in these days (`marked`) without being enrolled."""
    stays, people = {}, {}
    for pk, number, first, last, *names in STAYS.rows(**asked):
        stays.setdefault(pk, []).append((first, last))
        if pk not in people:
            people[pk] = Student.from_db(DEFAULT_DB_ALIAS, STUDENT, [pk, *names]), number
    if strangers := marked - people.keys():
        for student in Student.objects.filter(pk__in=strangers):
            people[student.pk] = (student, None)
    return stays, people


def _marks(asked, lessons):
    """`{(lesson id, student id): (values, whether corrected, whether after the lock)}`."""
    corrected, locked = _corrections(asked, lessons)
    return {
        (lesson, student): (values, pk in corrected, pk in locked)
        for pk, lesson, student, *values in MARKS.rows(**asked)
        if lesson in lessons
    }


def _corrections(asked, lessons):
    """Keys of marks that were corrected, and of those that were after the lesson's lock."""
    corrected, locked = set(), set()
    for mark, lesson, moment, old in CORRECTIONS.rows(**asked):
        held = lessons.get(lesson)  # None: a lesson gone from the old database, and blank again
        if held and is_correction(held, moment):
            locked.add(mark)
        elif held and old is not None and held.taken_at and moment > held.taken_at:
            corrected.add(mark)
    return corrected | locked, locked


def _choices(course, marks):
    """The statuses and the reasons of the course, and others that occur, in order and by id."""
    used = tuple({values[place] for values, *_ in marks.values()} for place in (0, 1))
    own = ({choice.pk: choice for choice in some} for some in all_choices(course.status_set_id))
    statuses, reasons = own
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


def _lessons():
    return Lesson.objects.filter(course=Given("course", BigIntegerField())).between(*DAYS)


def _all_lessons():
    return _lessons().kept().with_rules().in_order().values_list(*LESSON, *RULES)


def _all_stays():
    stays = Enrollment.objects.filter(course=Given("course", BigIntegerField())).between(*DAYS)
    names = (f"student__{name}" for name in STUDENT[1:])
    return stays.in_roll_order().values_list(*STAY_FIELDS, *names)


def _all_marks():
    marks = Mark.objects.filter(lesson__in=_lessons().values("pk"))
    return marks.order_by().values_list("pk", *MARK_FIELDS)


LESSONS, STAYS, MARKS = Prepared(_all_lessons), Prepared(_all_stays), Prepared(_all_marks)
CORRECTIONS = Prepared(lambda: MarkEvent.objects.corrections_in(_lessons().values("pk")))
