"""Everything that the page of one lesson sends: its marks and what is said of all of them."""

import re
import uuid
from collections import Counter
from typing import NamedTuple

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from roster.forms.marks import PREFIX, Line, field_name
from roster.models import Status
from roster.services.marks import save_marks
from roster.services.rows import choices_of, rows_of

POSTED = re.compile(rf"{PREFIX}-(\d{{1,18}})-(status|reason|minutes|note)")


class Button(NamedTuple):
    """A status as every row offers it; `key` is its primary key as text."""

    key: str
    name: str
    symbol: str
    shade: str
    hotkey: str


class HeadForm(forms.Form):
    """What is said once per request."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    lesson_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    take = forms.BooleanField(required=False)


class RegisterForms:
    """The page's form for `lesson`; `data` is a QueryDict or None."""

    def __init__(self, lesson, data=None):
        self.lesson, self.data = lesson, data
        self.rows = rows_of(lesson)
        self.statuses, self.reasons = choices_of(lesson, self.rows)
        initial = {"request_id": uuid.uuid4(), "lesson_version": lesson.version}
        self.head = HeadForm(data, initial=initial)
        if data is None:
            self.lines = [Line.of(row) for row in self.rows]
        else:
            self.lines = [Line.typed(row, data) for row in self.rows]
        self.problems = []

    def is_valid(self):
        """Whether everything that was typed can be; lines have their problems, `problems` is
        about all of them."""
        self.problems = self._strangers()
        statuses = {str(status.pk): status for status in self.statuses}
        reasons = {str(reason.pk): reason for reason in self.reasons}
        for line in self._sent():
            line.check(statuses, reasons)
        return self.head.is_valid() and not self.problems and not self.has_problems

    def _sent(self):
        """The lines that are in the data."""
        return [
            line for line in self.lines if field_name(line.row.student_id, "version") in self.data
        ]

    def _strangers(self):
        known = {row.student_id for row in self.rows}
        for name, value in self.data.items():
            posted = POSTED.fullmatch(name)
            if posted and value and int(posted[1]) not in known:
                said = _("A student of this form was not enrolled on that day. Nothing was saved.")
                return [said]
        return []

    def save(self, user):
        """Saves what was typed; see `save_marks` for what it returns and raises."""
        head = self.head.cleaned_data
        return save_marks(
            self.lesson,
            [line.entry for line in self._sent()],
            user=user,
            request_id=head["request_id"],
            lesson_version=head["lesson_version"],
            take=head["take"],
        )

    def filled(self):
        """The same form with "present" for everybody who is still blank; nothing is saved."""
        present = next((s for s in self.statuses if s.kind == Status.Kind.PRESENT), None)
        for line in self.lines:
            if present and not line.status:
                line.status = str(present.pk)
        return self

    def after_refusal(self, lesson, error):
        """The same typed values against `lesson` as it is now, ready to be sent again.

        Rows that somebody else marked meanwhile say so and take the new version, so that sending
        again is a decision.
        """
        data = self.data.copy()
        data["request_id"], data["lesson_version"] = str(uuid.uuid4()), str(lesson.version)
        conflicts, errors = getattr(error, "conflicts", {}), getattr(error, "errors", {})
        for student, conflict in conflicts.items():
            data[field_name(student, "version")] = str(conflict.mark.version)
        again = RegisterForms(lesson, data)
        again.is_valid()
        for line in again.lines:
            line.conflict = conflicts.get(line.row.student_id)
            if problem := errors.get(line.row.student_id):
                line.problems.append(problem)
        return again

    @cached_property
    def buttons(self):
        """What the page needs of each status, put into words once and not once per row."""
        return tuple(
            Button(str(status.pk), status.name, status.symbol, status.shade, status.hotkey.lower())
            for status in self.statuses
        )

    @cached_property
    def reason_options(self):
        """`(key, name)` of the reasons."""
        return tuple((str(reason.pk), reason.name) for reason in self.reasons)

    @property
    def listed(self):
        """`(row, mark)` for those who only read; `mark` has status, reason and minutes."""
        statuses = {status.pk: status for status in self.statuses}
        reasons = {reason.pk: reason for reason in self.reasons}
        for row in self.rows:
            status, reason = statuses.get(row.status_id), reasons.get(row.reason_id)
            yield row, {"status": status, "reason": reason, "minutes": row.minutes}

    @property
    def hidden(self):
        """`(name, value)` of what the page sends unseen."""
        return [(name, self.head[name].value()) for name in ("request_id", "lesson_version")]

    @property
    def take(self):
        """Whether the register was said to be complete."""
        return self.head["take"].value()

    @property
    def head_problems(self):
        """What is wrong with what is said once per request."""
        wrong = self.head.errors if self.data is not None else {}
        return [
            f"{self.head[name].label}: {said}"
            for name, problems in wrong.items()
            for said in problems
        ]

    @property
    def has_problems(self):
        return any(line.problems for line in self.lines)

    @property
    def expected(self):
        return sum(row.is_enrolled for row in self.rows)

    @property
    def marked(self):
        return sum(bool(line.status) for line in self.lines)

    @property
    def blank(self):
        return len(self.lines) - self.marked

    @property
    def counts(self):
        """`(button, how many)` as the page shows them."""
        chosen = Counter(line.status for line in self.lines)
        return [(button, chosen[button.key]) for button in self.buttons]
