"""What the book says of one lesson, and what may be written into it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from roster.models import Enrollment, Mark, Student
from roster.models.marks import MOST_MINUTES
from roster.services.enrollments import roll

BLANK = (None, None, None, "")


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
    """A lesson with its roll (ids of students), its marks by student, and its course's choices."""

    enrolled: set
    marks: dict
    statuses: dict
    reasons: dict

    @classmethod
    def of(cls, lesson):
        choices = lesson.course.status_set
        return cls(
            enrolled=set(roll(lesson.course_id, lesson.date).values_list("student_id", flat=True)),
            marks={mark.student_id: mark for mark in lesson.marks.select_related("status")},
            statuses={status.pk: status for status in choices.statuses.all()},
            reasons={reason.pk: reason for reason in choices.reasons.all()},
        )

    def differs(self, entry):
        """Whether `entry` would change anything."""
        return entry.values != values_of(self.marks.get(entry.student_id))

    def problem(self, entry):
        """One sentence about what cannot be, or None. A retired status may stay where it is."""
        mark = self.marks.get(entry.student_id)
        if mark is None and entry.student_id not in self.enrolled:
            return _("This student was not enrolled on that day.")
        if not _may_have(entry.status_id, mark and mark.status_id, self.statuses):
            return _("This course does not have that status.")
        if not _may_have(entry.reason_id, mark and mark.reason_id, self.reasons):
            return _("This course does not have that reason.")
        if entry.minutes is not None and not 0 <= entry.minutes <= MOST_MINUTES:
            return _("Minutes go from 0 to %(most)d.") % {"most": MOST_MINUTES}
        if len(entry.note) > Mark._meta.get_field("note").max_length:
            return _("This note is too long.")
        return None

    def blank(self):
        """How many of the roll have no status."""
        marked = {student for student, mark in self.marks.items() if mark.status_id}
        return len(self.enrolled - marked)


def _may_have(choice, present, choices):
    if choice is None or choice == present:
        return True
    return choice in choices and choices[choice].retired_at is None


@dataclass
class Row:
    """One line of the page: a student, the mark (unsaved where there is none) and the stay that
    puts the student on the roll (None for somebody with a mark who was not enrolled that day)."""

    student: Student
    mark: Mark
    stay: Enrollment | None = None

    @property
    def version(self):
        return self.mark.version if self.mark.pk else 0


def rows_of(lesson):
    """The lesson's rows in roll order; after them those with a mark who were not enrolled."""
    marks = {
        mark.student_id: mark
        for mark in lesson.marks.select_related("student", "status", "reason").order_by(
            "student__name", "student_id"
        )
    }
    rows = {}
    for stay in roll(lesson.course_id, lesson.date):
        mark = marks.pop(stay.student_id, None) or Mark(lesson=lesson, student=stay.student)
        rows.setdefault(stay.student_id, Row(stay.student, mark, stay))
    return [*rows.values(), *(Row(mark.student, mark) for mark in marks.values())]


def choices_of(lesson, rows):
    """The statuses and the reasons that `rows` may have: those of the course's set that are not
    retired, and retired ones that a mark still has."""
    status_set = lesson.course.status_set
    used = {row.mark.status_id for row in rows}, {row.mark.reason_id for row in rows}
    both = status_set.statuses.all(), status_set.reasons.all()
    return tuple(
        [choice for choice in choices if choice.retired_at is None or choice.pk in used_here]
        for choices, used_here in zip(both, used, strict=True)
    )
