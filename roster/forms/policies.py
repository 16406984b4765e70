"""The form of a policy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roster.days import today
from roster.forms.layout import bare
from roster.forms.widgets import DateInput
from roster.models import Course, Policy
from roster.services.policies import courses_of, put_policy


class PolicyForm(forms.ModelForm):
    """`seen` says that the differences were looked at (`services.policies.Outcome`)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Policy
        fields = (
            *("course", "starts_on", "ends_on", "grace_minutes", "absent_after"),
            *("lates_per_absence", "leaves_per_absence", "minimum_rate", "basis"),
            *("day_absent_from", "day_late", "day_left", "day_missed", "day_once"),
            *("lock_after_days", "taken_when_complete"),
        )
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.active()
        for name, edge in (("day_late", _("the first lesson")), ("day_left", _("the last lesson"))):
            _edge, *others = Policy.DayRule.choices
            self.fields[name].choices = [(Policy.DayRule.EDGE, edge), *others]
        if self.instance.pk is None:
            self.initial.setdefault("starts_on", today())
        else:
            self.fields["course"].disabled = True
        self.helper = bare(
            ("course",),
            ("starts_on", "ends_on"),
            ("grace_minutes", "absent_after"),
            ("lates_per_absence", "leaves_per_absence"),
            ("minimum_rate", "basis"),
            ("day_absent_from", "day_late", "day_left"),
            ("day_missed",),
            ("day_once",),
            ("lock_after_days",),
            ("taken_when_complete",),
            ("seen",),
        )

    def put(self):
        """Saves, or says what has to be looked at first; returns an Outcome."""
        courses = courses_of(self.instance)
        outcome = put_policy(self.instance, courses, self.cleaned_data["seen"])
        if not outcome.is_saved:
            self.data = self.data.copy()
            self.data["seen"] = outcome.seen
        return outcome
