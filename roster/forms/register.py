"""Everything that the page of one lesson sends: its marks and what is said of all of them."""

import uuid
from collections import Counter

from django import forms
from django.utils.translation import gettext_lazy as _

from roster.forms.marks import PREFIX, MarkFormSet
from roster.models import Status
from roster.services.marks import save_marks
from roster.services.register import choices_of, rows_of


class HeadForm(forms.Form):
    """What is said once per request."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    lesson_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    take = forms.BooleanField(
        label=_("The register is complete, even with students left blank"), required=False
    )


class RegisterForms:
    """The page's forms for `lesson`; `data` is a QueryDict or None."""

    def __init__(self, lesson, data=None):
        self.lesson = lesson
        self.rows = rows_of(lesson)
        self.statuses, reasons = choices_of(lesson, self.rows)
        initial = {"request_id": uuid.uuid4(), "lesson_version": lesson.version}
        self.head = HeadForm(data, initial=initial)
        self.marks = MarkFormSet(data, rows=self.rows, statuses=self.statuses, reasons=reasons)
        self.has_reasons = bool(reasons)

    def is_valid(self):
        return all([self.head.is_valid(), self.marks.is_valid()])

    def save(self, user):
        """Saves what was typed; see `save_marks` for what it returns and raises."""
        head = self.head.cleaned_data
        return save_marks(
            self.lesson,
            self.marks.entries,
            user=user,
            request_id=head["request_id"],
            lesson_version=head["lesson_version"],
            take=head["take"],
        )

    def filled(self):
        """The same forms with "present" for everybody who is still blank; nothing is saved."""
        present = next((s for s in self.statuses if s.kind == Status.Kind.PRESENT), None)
        data = self.marks.data.copy()
        for form in self.marks:
            if present and not form.chosen:
                data[form.add_prefix("status")] = str(present.pk)
        return RegisterForms(self.lesson, data)

    def after_refusal(self, lesson, error):
        """The same typed values against `lesson` as it is now, ready to be sent again.

        Rows that somebody else marked meanwhile say so and take the new version, so that sending
        again is a decision.
        """
        data = self.marks.data.copy()
        data["request_id"], data["lesson_version"] = str(uuid.uuid4()), str(lesson.version)
        conflicts, errors = getattr(error, "conflicts", {}), getattr(error, "errors", {})
        for student, conflict in conflicts.items():
            data[f"{PREFIX}-{student}-version"] = str(conflict.mark.version)
        again = RegisterForms(lesson, data)
        again.is_valid()
        for form in again.marks:
            form.conflict = conflicts.get(form.row.student.pk)
            if problem := errors.get(form.row.student.pk):
                form.add_error(None, problem)
        return again

    @property
    def expected(self):
        return sum(row.stay is not None for row in self.rows)

    @property
    def marked(self):
        return sum(bool(form.chosen) for form in self.marks)

    @property
    def blank(self):
        return len(self.rows) - self.marked

    @property
    def counts(self):
        """`(status, how many)` as the page shows them."""
        chosen = Counter(form.chosen for form in self.marks)
        return [(status, chosen[str(status.pk)]) for status in self.statuses]
