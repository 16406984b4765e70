"""The form of one student's mark, and the set of all of them."""

import re
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from roster.models import Mark
from roster.models.marks import MOST_MINUTES
from roster.services.register import Entry

PREFIX = "marks"
POSTED = re.compile(rf"{PREFIX}-(\d{{1,18}})-(status|reason|minutes|note)")


class OneOfField(forms.ChoiceField):
    """One of rows that were read once for the whole page; blank is None."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.rows = {}

    def offer(self, rows):
        """Makes `rows` (of one model, in order) the choices."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "–"), *((key, row.name) for key, row in self.rows.items())]

    def clean(self, value):
        return self.rows.get(super().clean(value))


@dataclass(frozen=True)
class Option:
    """One status as the page's buttons show it, put into words once and not once per student."""

    key: str
    name: str
    symbol: str
    kind: str
    hotkey: str

    @classmethod
    def of(cls, status):
        return cls(str(status.pk), status.name, status.symbol, status.kind, status.hotkey)


class MarkForm(forms.ModelForm):
    """What the book says of one student: `row` is a `services.register.Row`."""

    status = OneOfField(label=_("status"), widget=forms.RadioSelect)
    reason = OneOfField(label=_("reason"))
    minutes = forms.IntegerField(
        label=_("minutes"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Mark
        fields = ("status", "reason", "minutes", "note")

    def __init__(self, *args, row, statuses, reasons, options, **kwargs):
        super().__init__(*args, instance=row.mark, **kwargs)
        self.row, self.conflict = row, None
        self.initial["version"] = row.version
        self.fields["status"].offer(statuses)
        self.fields["reason"].offer(reasons)
        self.all_options = options
        self.had_status = row.mark.status_id

    def clean(self):
        """Drops minutes and reason that a new status has no place for. The row's own constraints
        are not asked of the database once per student: the service and the fields check them."""
        status = self.cleaned_data.get("status")
        if "status" not in self.errors and (status and status.pk) != self.had_status:
            if status is None or not status.needs_minutes:
                self.cleaned_data["minutes"] = None
            if status is None or status.kind == status.Kind.PRESENT:
                self.cleaned_data["reason"] = None
        return self.cleaned_data

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"status", "reason", "minutes"}

    @property
    def chosen(self):
        """The key of the status that the page shows as chosen; empty for none."""
        value = self["status"].value()
        return "" if value is None else str(value)

    @property
    def options(self):
        """`(Option, chosen or not)` for the page's buttons."""
        chosen = self.chosen
        return [(option, option.key == chosen) for option in self.all_options]

    @property
    def entry(self):
        """What was typed, for `save_marks`; None where this student was not on the page."""
        values = self.cleaned_data
        if values.get("version") is None:
            return None
        return Entry(
            student_id=self.row.student.pk,
            status_id=values["status"] and values["status"].pk,
            reason_id=values["reason"] and values["reason"].pk,
            minutes=values["minutes"],
            note=values["note"],
            version=values["version"],
        )


class BaseMarkFormSet(forms.BaseFormSet):
    """One form per row of the register; a form's name ends in the student's key, so that a roll
    that changed meanwhile never shifts marks from one student to the next."""

    def __init__(self, *args, rows, statuses, reasons, **kwargs):
        self.rows = rows
        self.choices = {
            "statuses": statuses,
            "reasons": reasons,
            "options": [Option.of(status) for status in statuses],
        }
        super().__init__(*args, prefix=PREFIX, **kwargs)

    def total_form_count(self):
        return len(self.rows)

    def initial_form_count(self):
        return len(self.rows)

    def add_prefix(self, index):
        return f"{self.prefix}-{self.rows[index].student.pk}"

    def get_form_kwargs(self, index):
        return {"row": self.rows[index], **self.choices}

    def clean(self):
        known = {row.student.pk for row in self.rows}
        for name, value in self.data.items():
            posted = POSTED.fullmatch(name)
            if posted and value and int(posted[1]) not in known:
                raise forms.ValidationError(
                    _("A student of this form was not enrolled on that day. Nothing was saved.")
                )

    @property
    def entries(self):
        """What was typed, for `save_marks`."""
        return [form.entry for form in self.forms if form.entry is not None]


MarkFormSet = forms.formset_factory(MarkForm, formset=BaseMarkFormSet, extra=0)
