"""Forms about guests, announced absences and locked lessons."""

from django import forms

from roster.forms.layout import bare
from roster.forms.widgets import DateInput
from roster.models import AbsenceNotice, Student, UnlockRequest


class GuestForm(forms.ModelForm):
    class Meta:
        model = Student
        fields = ("name",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare()


class UnlockForm(forms.ModelForm):
    class Meta:
        model = UnlockRequest
        fields = ("reason",)


class AbsenceNoticeForm(forms.ModelForm):
    class Meta:
        model = AbsenceNotice
        fields = ("starts_on", "ends_on", "text")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = True
        self.helper = bare(("starts_on", "ends_on"), ("text",))


class MergeForm(forms.Form):
    """Which of `students` a guest is."""

    student = forms.ModelChoiceField(Student.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args, students, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["student"].queryset = students
