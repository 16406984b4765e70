"""Forms about absences told ahead."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.days import require_within_reach
from roster.forms.attachments import FilesField
from roster.forms.layout import bare
from roster.forms.widgets import DateInput, TimeInput
from roster.models import Excuse, Reason
from roster.spans import LONGEST

DAYS, PERIODS = ("starts_on", "ends_on"), ("first_period", "last_period")
TIMES = ("starts_at", "ends_at")


class ExcuseForm(forms.ModelForm):
    """An absence of `instance.student`: days, perhaps a part of each, why, and papers."""

    rows = (DAYS, ("text",), ("reason",), PERIODS, TIMES, ("document_due",), ("files",))
    files = FilesField(label=capfirst(gettext_lazy("photos or PDFs")), required=False)

    class Meta:
        model = Excuse
        fields = (*DAYS, *PERIODS, *TIMES, "reason", "text", "document_due")
        widgets = {
            **dict.fromkeys((*DAYS, "document_due"), DateInput),
            **dict.fromkeys(TIMES, TimeInput),
        }
        help_texts = {
            "ends_on": gettext_lazy("Empty: the same day."),
            "first_period": gettext_lazy("Empty: whole days."),
            "document_due": gettext_lazy("Empty: as the reason needs."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = True
        for name in {*DAYS, "document_due"} & self.fields.keys():
            self.fields[name].validators.append(require_within_reach)
        reasons = Reason.objects.of_student(self.instance.student)
        self.fields["reason"].queryset = reasons
        said = gettext_lazy("The courses of this student have no such reason.")
        self.fields["reason"].error_messages["invalid_choice"] = said
        if not reasons and not self.data.get("reason"):
            del self.fields["reason"]
        if self.instance.pk:
            del self.fields["files"]
        self.helper = bare(*(row for row in self.rows if set(row) & self.fields.keys()))

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if values.get("starts_on") and not values.get("ends_on"):
            values["ends_on"] = values["starts_on"]
        first, last = (values.get(name) for name in DAYS)
        if first and last and last - first > LONGEST:
            self.add_error("ends_on", _("An absence lasts a year at most."))
        self._clean_part(values)

    def _clean_part(self, values):
        """Periods or times, each from the smaller to the larger."""
        periods, times = ([values.get(name) for name in names] for names in (PERIODS, TIMES))
        if any(periods) and any(times):
            self.add_error("starts_at", _("Either periods or times, not both."))
        if any(periods):
            first, last = values["first_period"], values["last_period"] = (
                periods[0] or periods[1],
                periods[1] or periods[0],
            )
            if last < first:
                self.add_error("last_period", _("This is before the first period."))
        if any(times) and not all(times):
            self.add_error("ends_at", _("A part of a day has a beginning and an end."))
        elif any(times) and times[1] <= times[0]:
            self.add_error("ends_at", _("The end is not after the beginning."))


class DecisionForm(forms.Form):
    """What the office says to an excuse; refusing takes a word of why."""

    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    answer = forms.CharField(
        label=capfirst(gettext_lazy("a word of why")),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    closed_too = forms.BooleanField(
        label=gettext_lazy("At locked lessons, too"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def clean(self):
        super().clean()
        if self.cleaned_data.get("decision") == "refuse" and not self.cleaned_data.get("answer"):
            self.add_error("answer", _("Please say why the excuse is refused."))
