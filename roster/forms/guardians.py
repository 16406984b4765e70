"""Forms about the single-use links of guardians."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.forms.excuses import DAYS, TIMES, ExcuseForm
from roster.forms.layout import bare
from roster.models import Guardian


class GuardianExcuseForm(ExcuseForm):
    """What a guardian says: days or a part of one, why, papers, and who it is."""

    rows = (DAYS, TIMES, ("reason",), ("text",), ("files",), ("sender",))
    sender = forms.CharField(label=capfirst(gettext_lazy("your name")), max_length=80)

    class Meta(ExcuseForm.Meta):
        fields = (*DAYS, *TIMES, "reason", "text")
        labels = {"text": gettext_lazy("Why, in your words")}
        help_texts = {
            "ends_on": gettext_lazy("Empty: the same day."),
            "starts_at": gettext_lazy("Only for a part of the day; empty: whole days."),
        }


class LinkForm(forms.Form):
    """For which guardian of `student` a link is made, and whether it is mailed."""

    guardian = forms.ModelChoiceField(
        Guardian.objects.none(),
        label=capfirst(gettext_lazy("guardian")),
        required=False,
        empty_label=gettext_lazy("whoever it is handed to"),
    )
    mail = forms.BooleanField(label=gettext_lazy("Send it by e-mail"), required=False)

    def __init__(self, *args, student, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guardian"].queryset = student.guardians.filter(retired_at=None)
        self.helper = bare()

    def clean(self):
        super().clean()
        guardian = self.cleaned_data.get("guardian")
        if self.cleaned_data.get("mail") and not (guardian and guardian.email):
            self.add_error("mail", _("This guardian has no e-mail address."))
