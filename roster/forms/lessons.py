"""Forms about lessons and the weekly schedule."""

import datetime

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roster.days import require_within_reach, today
from roster.forms.layout import ROWS, bare
from roster.forms.widgets import DateInput, TimeInput
from roster.models import Course, Lesson, Schedule

LONGEST = datetime.timedelta(days=366)
A_QUARTER = datetime.timedelta(days=90)


class LessonForm(forms.ModelForm):
    """A lesson's own fields; `version` is that of the lesson the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Lesson
        fields = ("kind", "date", "period", "starts_at", "ends_at", "units", "topic", "note")
        widgets = {
            "date": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["date"].validators.append(require_within_reach)
        self.fields["units"].min_value = 0
        self.helper = bare(
            ("kind", "date", "period"),
            ("starts_at", "ends_at", "units"),
            ("topic",),
            ("note",),
            ("version",),
        )

    def clean_units(self):
        units = self.cleaned_data["units"]
        if units is not None and units <= 0:
            raise forms.ValidationError(_("A lesson has more than 0 units."))
        return units


class GenerateForm(forms.Form):
    """From when to when lessons are made."""

    first = forms.DateField(
        label=capfirst(_("from")), widget=DateInput, validators=[require_within_reach]
    )
    last = forms.DateField(
        label=capfirst(_("to")), widget=DateInput, validators=[require_within_reach]
    )

    def __init__(self, *args, course, **kwargs):
        kwargs.setdefault("initial", _initial_range(course))
        super().__init__(*args, **kwargs)
        self.helper = bare(("first", "last"))

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("At most one year at a time."))


def _initial_range(course):
    first = today()
    last = first + A_QUARTER
    if course.term and course.term.ends_on >= first:
        first, last = max(first, course.term.starts_on), course.term.ends_on
    return {"first": first, "last": last}


class MinutesField(forms.IntegerField):
    """A length in minutes, kept as a timedelta."""

    def prepare_value(self, value):
        if isinstance(value, datetime.timedelta):
            return int(value.total_seconds() // 60)
        return value

    def clean(self, value):
        minutes = super().clean(value)
        return None if minutes is None else datetime.timedelta(minutes=minutes)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class ScheduleForm(forms.ModelForm):
    """One weekly lesson."""

    duration = MinutesField(label=capfirst(_("minutes")), min_value=1, max_value=1439, initial=50)

    class Meta:
        model = Schedule
        fields = ("weekday", "starts_at", "duration", "period", "units", "starts_on", "ends_on")
        widgets = {"starts_at": TimeInput, "starts_on": DateInput, "ends_on": DateInput}


ScheduleFormSet = forms.inlineformset_factory(Course, Schedule, ScheduleForm, **ROWS)
