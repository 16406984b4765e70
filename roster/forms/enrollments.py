"""Forms about who is in a course, and when."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from legacy.owned_forms import FollowsOldDatabase
from roster.days import today
from roster.forms.keys import KeysField, is_key
from roster.forms.layout import bare
from roster.forms.widgets import DateInput
from roster.models import Enrollment, Student
from roster.services.enrollments import enroll, next_roll_number, save_enrollment


class EnrollmentForm(FollowsOldDatabase, forms.ModelForm):
    """Changes or ends one stay."""

    class Meta:
        model = Enrollment
        fields = ("roll_number", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare(("roll_number",), ("starts_on", "ends_on"))

    def enroll(self):
        """Saves the stay; returns whether it could be, else the form has the reason."""
        try:
            save_enrollment(self.instance)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True


class EnrollForm(forms.ModelForm):
    """Enrols several students at once."""

    students = KeysField(
        Student.objects.none(), label=capfirst(_("students")), widget=forms.CheckboxSelectMultiple
    )
    first_number = forms.IntegerField(
        label=capfirst(_("roll numbers from")),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Empty: without roll numbers."),
    )

    class Meta:
        model = Enrollment
        fields = ("starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, course, students, picked=(), **kwargs):
        day = today()
        number = next_roll_number(course, day)
        initial = {"starts_on": day, "first_number": number, "students": picked}
        super().__init__(*args, initial=initial, **kwargs)
        self.course = course
        self.fields["students"].queryset = students
        self.helper = bare(("starts_on", "ends_on", "first_number"))

    def enroll(self):
        """Enrols all; returns how many, 0 where the form now has a reason why it cannot be."""
        values = self.cleaned_data
        try:
            made = enroll(
                self.course,
                list(values["students"]),
                values["starts_on"],
                values["ends_on"],
                values["first_number"],
            )
        except ValidationError as error:
            self.add_error(None, error)
            return 0
        return len(made)

    def picked(self):
        """The students that are ticked."""
        keys = self["students"].value() or []
        known = [key for key in map(str, keys) if is_key(key)]
        return self.fields["students"].queryset.filter(pk__in=known)
