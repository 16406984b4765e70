"""Forms about courses and who teaches them."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from legacy.owned_forms import FollowsOldDatabase, KeepsOldRows
from roster.forms.layout import ROWS, bare
from roster.forms.widgets import DateInput
from roster.models import Course, CourseStaff, StatusSet, Term


class CourseForm(FollowsOldDatabase, forms.ModelForm):
    class Meta:
        model = Course
        fields = ("name", "term", "branch", "status_set", "note", "is_active")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sets = StatusSet.objects.selectable(self.instance.status_set_id)
        self.fields["status_set"].queryset = sets
        self.fields["term"].queryset = Term.objects.current(self.instance.term_id)
        if self.instance.pk is None:
            default = sets.filter(is_default=True).first()
            self.initial["status_set"] = default and default.pk
        elif self.instance.lessons.with_marks().exists():
            self.fields["status_set"].disabled = True
            self.fields["status_set"].help_text = _("Fixed, because marks were made with it.")
        self.helper = bare(
            ("name",), ("term", "branch"), ("status_set",), ("note",), ("is_active",)
        )


class CourseStaffForm(FollowsOldDatabase, forms.ModelForm):
    class Meta:
        model = CourseStaff
        fields = ("user", "role", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = people


class BaseCourseStaffFormSet(KeepsOldRows, forms.BaseInlineFormSet):
    """Reads the list of people once for all of its forms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {row.user_id for row in self.queryset}
        people = _people(kept)
        self.people = [("", "---------"), *((person.pk, str(person)) for person in people)]

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "people": self.people}


def _people(kept):
    """Staff who may be given a course, and those who have this one."""
    everybody = get_user_model().objects.only("name", "username", "is_active")
    return [person for person in everybody if person.is_active or person.pk in kept]


CourseStaffFormSet = forms.inlineformset_factory(
    Course, CourseStaff, CourseStaffForm, formset=BaseCourseStaffFormSet, **ROWS
)


class CourseFilterForm(forms.Form):
    """What narrows the list of courses."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    term = forms.ModelChoiceField(
        Term.objects.all(),
        label=capfirst(_("term")),
        required=False,
        empty_label=capfirst(_("all terms")),
    )
    branch = forms.ChoiceField(label=capfirst(_("branch")), required=False)
    state = forms.ChoiceField(
        label=capfirst(_("state")),
        required=False,
        choices=[
            ("", capfirst(_("active"))),
            ("all", capfirst(_("active and former"))),
            ("archived", capfirst(_("archived"))),
        ],
    )

    def __init__(self, data, branches):
        super().__init__(data)
        self.fields["branch"].choices = [
            ("", capfirst(_("all branches"))),
            *((b, b) for b in branches),
        ]

    def narrowing(self):
        """The arguments for `CourseQuerySet.narrowed`."""
        values = self.cleaned_data
        return {
            "text": values["q"],
            "term": values["term"],
            "branch": values["branch"],
            "state": values["state"],
        }
