"""What the book says of one lesson, and what may be written into it."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, DateField
from django.utils.translation import gettext as _

from roster.models import Enrollment, Mark
from roster.models.marks import MOST_MINUTES
from roster.querysets.prepared import Given, Prepared
from roster.services.statuses import open_choices

BLANK = (None, None, None, "")
KEY = BigIntegerField()
FIELDS = ("id", "status_id", "reason_id", "minutes", "note", "version")


@dataclass(frozen=True)
class Entry:
    """What a person wants the book to say of one student.

    `version` is that of the mark the person saw, 0 where there was none. A status of None means
    "not marked".
    """

    student_id: int
    status_id: int | None = None
    reason_id: int | None = None
    minutes: int | None = None
    note: str = ""
    version: int = 0

    @property
    def values(self):
        return self.status_id, self.reason_id, self.minutes, self.note


def values_of(mark):
    """The same four values of a mark; None is a mark that does not exist."""
    if mark is None:
        return BLANK
    return mark.status_id, mark.reason_id, mark.minutes, mark.note


@dataclass
class Register:
    """A lesson's roll (`{student id: status id or None}`), the marks by student of those who are
    about to be marked, and the ids of the statuses and reasons that may be given."""

    roll: dict
    marks: dict
    statuses: set
    reasons: set

    @classmethod
    def of(cls, lesson, students):
        """Reads, in three queries at most, what it takes to mark `students` (ids).

        `lesson` comes from `services.locks.hold`.
        """
        roll, marks = _roll(lesson, students)
        if strangers := students - roll.keys():
            others = lesson.marks.filter(student__in=strangers)
            marks |= {mark.student_id: mark for mark in others}
        statuses, reasons = open_choices(lesson.status_set) if students else (set(), set())
        return cls(roll, marks, statuses, reasons)

    def differs(self, entry):
        """Whether `entry` would change anything."""
        return entry.values != values_of(self.marks.get(entry.student_id))

    def problem(self, entry):
        """One sentence about what cannot be, or None. A retired status may stay where it is."""
        mark = self.marks.get(entry.student_id)
        if mark is None and entry.student_id not in self.roll:
            return _("This student was not enrolled on that day.")
        if entry.status_id not in {None, mark and mark.status_id, *self.statuses}:
            return _("This course does not have that status.")
        if entry.reason_id not in {None, mark and mark.reason_id, *self.reasons}:
            return _("This course does not have that reason.")
        if entry.minutes is not None and not 0 <= entry.minutes <= MOST_MINUTES:
            return _("Minutes go from 0 to %(most)d.") % {"most": MOST_MINUTES}
        if len(entry.note) > Mark._meta.get_field("note").max_length:
            return _("This note is too long.")
        return None

    def put(self, mark):
        """Takes a mark that was just changed into account."""
        self.marks[mark.student_id] = mark
        if mark.student_id in self.roll:
            self.roll[mark.student_id] = mark.status_id

    def blank(self):
        """How many of the roll have no status."""
        return sum(status is None for status in self.roll.values())


def _roll(lesson, students):
    """`({student id: status id}, {student id: Mark})` of those enrolled, in one query; marks of
    `students` only."""
    asked = {"lesson": lesson.pk, "course": lesson.course_id, "date": lesson.date}
    roll, marks = {}, {}
    for student, pk, *values in ROLL.rows(**asked):
        roll[student] = values[0]
        if pk and student in students:
            fields = dict(zip(FIELDS[1:], values, strict=True))
            marks[student] = Mark(pk=pk, lesson_id=lesson.pk, student_id=student, **fields)
            marks[student]._state.adding = False
    return roll, marks


def _all_of_roll():
    stays = Enrollment.objects.filter(course=Given("course", KEY)).on(Given("date", DateField()))
    names = ("student_id", *(f"mark__{field}" for field in FIELDS))
    return stays.order_by().with_marks_of(Given("lesson", KEY)).values_list(*names)


ROLL = Prepared(_all_of_roll)
