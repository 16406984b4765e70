"""The form of a rule for alerts."""

from django import forms

from roster.forms.layout import bare
from roster.forms.widgets import DateInput
from roster.models import AlertRule, Course


class AlertRuleForm(forms.ModelForm):
    class Meta:
        model = AlertRule
        fields = ("kind", "recipient", "course", "number", "starts_on", "is_active")
        widgets = {"starts_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.active()
        if self.instance.pk is None:
            del self.fields["is_active"]  # the preview comes first
        else:
            self.fields["kind"].disabled = True
        rows = (("kind", "recipient"), ("course", "number"), ("starts_on",), ("is_active",))
        self.helper = bare(*(row for row in rows if set(row) & self.fields.keys()))
