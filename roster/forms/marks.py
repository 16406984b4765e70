"""What the page of a lesson says of one student: read quickly, because a class may have 300.

The fields of Django's forms check the values, one set of them for all students.
"""

from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from roster.models import Mark
from roster.models.marks import MOST_MINUTES
from roster.services.register import Entry
from roster.services.rows import Row

PREFIX = "marks"
VERSION = forms.IntegerField(min_value=0)
MINUTES = forms.IntegerField(required=False, min_value=0, max_value=MOST_MINUTES)
NOTE = forms.CharField(required=False, max_length=Mark._meta.get_field("note").max_length)


def field_name(student, name):
    """What a field is called in the form; it has the student's key, so that a roll that changed
    meanwhile never shifts marks from one student to the next."""
    return f"{PREFIX}-{student}-{name}"


@dataclass
class Line:
    """One row of the page with what is typed in it; `problems` are sentences, `conflict` a
    `services.errors.Conflict`."""

    row: Row
    status: str
    reason: str
    minutes: str
    note: str
    version: str
    entry: Entry | None = None
    problems: list = field(default_factory=list)
    conflict: object = None

    @classmethod
    def of(cls, row):
        """The line as the book has it."""
        return cls(
            row,
            _shown(row.status_id),
            _shown(row.reason_id),
            _shown(row.minutes),
            row.note,
            str(row.version),
        )

    @classmethod
    def typed(cls, row, data):
        """The line as `data` (a QueryDict) has it; as in the book where it is not in there."""
        if field_name(row.student_id, "version") not in data:
            return cls.of(row)
        names = ("status", "reason", "minutes", "note", "version")
        return cls(row, *(data.get(field_name(row.student_id, name), "") for name in names))

    def check(self, statuses, reasons):
        """Sets `entry`, or `problems`. `statuses` and `reasons` are the choices by key as text."""
        status = self._clean(_("status"), lambda: _chosen(self.status, statuses))
        reason = self._clean(_("reason"), lambda: _chosen(self.reason, reasons))
        minutes = self._clean(_("minutes"), lambda: MINUTES.clean(self.minutes))
        note = self._clean(_("note"), lambda: NOTE.clean(self.note))
        version = self._clean(_("version"), lambda: VERSION.clean(self.version))
        if self.problems:
            return
        if (status and status.pk) != self.row.status_id:
            minutes = minutes if status and status.needs_minutes else None
            reason = reason if status and status.takes_reason else None
        values = status and status.pk, reason and reason.pk, minutes, note, version
        self.entry = Entry(self.row.student_id, *values)

    def _clean(self, label, clean):
        try:
            return clean()
        except ValidationError as error:
            self.problems += [f"{label}: {message}" for message in error.messages]


def _shown(value):
    return "" if value is None else str(value)


def _chosen(text, choices):
    if text and text not in choices:
        raise ValidationError(_("This course has no such choice."))
    return choices.get(text)
