"""Forms about students and their guardians."""

from django import forms
from django.utils.translation import gettext_lazy as _

from legacy.owned_forms import FollowsOldDatabase, KeepsOldRows
from roster.forms.layout import ROWS, bare
from roster.forms.widgets import DateInput
from roster.models import Guardian, Student


class StudentForm(FollowsOldDatabase, forms.ModelForm):
    """A number that another student has is a question, not an error: old databases repeat it."""

    same_number = forms.BooleanField(
        label=_("Another student has this number; it is right all the same"),
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Student
        fields = ("name", "number", "birth_date", "phone", "email", "note", "is_active")
        widgets = {"birth_date": DateInput, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.input_type = "tel"
        self.helper = bare(
            ("name", "number"),
            ("same_number",),
            ("birth_date", "phone", "email"),
            ("note",),
            ("is_active",),
        )

    def clean(self):
        super().clean()
        others = self._same_number()
        if not others:
            return
        self.fields["same_number"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("same_number"):
            names = ", ".join(student.name for student in others)
            self.add_error(
                "number",
                _("%(names)s has this number. Tick below if it is right.") % {"names": names},
            )

    def _same_number(self):
        number = self.cleaned_data.get("number")
        if not number or "number" not in self.changed_data:
            return []
        return list(Student.objects.filter(number=number).exclude(pk=self.instance.pk)[:3])


class GuardianForm(FollowsOldDatabase, forms.ModelForm):
    class Meta:
        model = Guardian
        fields = ("name", "relation", "phone", "email", "notify")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.input_type = "tel"

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if self.has_changed() and not any(values.get(n) for n in ("name", "phone", "email")):
            raise forms.ValidationError(_("A guardian needs a name, a phone or an e-mail."))


class BaseGuardianFormSet(KeepsOldRows, forms.BaseInlineFormSet):
    """The guardians of one student."""


GuardianFormSet = forms.inlineformset_factory(
    Student, Guardian, GuardianForm, formset=BaseGuardianFormSet, **ROWS
)
