"""What the book says of one lesson, and what may be written into it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from roster.models import Mark
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
