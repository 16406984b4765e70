"""Forms about guests and locked lessons."""

from django import forms

from roster.forms.layout import bare
from roster.models import Student, UnlockRequest


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


class MergeForm(forms.Form):
    """Which of `students` a guest is."""

    student = forms.ModelChoiceField(Student.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args, students, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["student"].queryset = students
