"""Forms about terms, and about what is carried from one to the next."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roster.forms.keys import KeysField
from roster.forms.layout import bare
from roster.forms.widgets import DateInput
from roster.models import Course, Term
from roster.services.copying import copy_courses, plan_copy, renamed

DAY = datetime.timedelta(days=1)
NO_NAME = "\0"  # which is in no other name


class TermForm(forms.ModelForm):
    class Meta:
        model = Term
        fields = ("name", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare(("name",), ("starts_on", "ends_on"))

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Term.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a term with this name already."))
        return name


class CopyForm(TermForm):
    """To which term the courses of `source` are copied: a new one, or one that is there."""

    target = forms.ModelChoiceField(
        Term.objects.none(),
        label=capfirst(_("to the term")),
        required=False,
        empty_label=capfirst(_("a new term")),
    )
    with_schedules = forms.BooleanField(label=_("with the weekly lessons"), required=False)
    with_staff = forms.BooleanField(label=_("with the teachers"), required=False)
    with_policies = forms.BooleanField(label=_("with rules of their own"), required=False)
    options = ("with_schedules", "with_staff", "with_policies")

    def __init__(self, *args, source, **kwargs):
        kwargs["initial"] = following(source) | dict.fromkeys(self.options, True)
        super().__init__(*args, instance=Term(), **kwargs)
        self.source = source
        self.fields["target"].queryset = Term.objects.current().exclude(pk=source.pk)
        if self.data.get("target"):
            for name in self.Meta.fields:
                self.fields[name].required = False
        self.helper = bare(
            ("target",),
            ("name", "starts_on", "ends_on"),
            self.options,
        )

    def clean_name(self):
        return self.cleaned_data["name"] if self.data.get("target") else super().clean_name()

    def _post_clean(self):
        if not self.cleaned_data.get("target"):
            super()._post_clean()

    @property
    def term(self):
        """The target; a new one is not saved yet."""
        return self.cleaned_data["target"] or self.instance

    def planned(self, names=None):
        """What each course will get (`services.copying.Planned`)."""
        options = [self.cleaned_data[name] for name in self.options]
        return plan_copy(self.source, self.term, *options, names=names)


class CopiedCoursesForm(forms.Form):
    """Which courses of a preview are copied, and under which names."""

    courses = KeysField(Course.objects.none())

    def __init__(self, data=None, *, planned):
        new = [one for one in planned if one.existing is None]
        super().__init__(data, initial={"courses": [one.course.pk for one in new]})
        self.planned = planned
        known = [one.course.pk for one in planned]  # what was copied meanwhile is left out later
        self.fields["courses"].queryset = Course.objects.filter(pk__in=known)
        length = Course._meta.get_field("name").max_length
        for one in new:
            self.fields[f"name_{one.course.pk}"] = forms.CharField(
                max_length=length, initial=one.name, required=False
            )

    def rows(self):
        """(Planned, whether it is ticked, the bound field of its name or None) each."""
        ticked = {str(key) for key in self["courses"].value() or ()}
        for one in self.planned:
            named = f"name_{one.course.pk}"
            field = self[named] if named in self.fields else None
            yield one, str(one.course.pk) in ticked, field

    @property
    def has_new(self):
        return any(one.existing is None for one in self.planned)

    @property
    def has_imported(self):
        new = (one.course for one in self.planned if one.existing is None)
        return any(course.legacy_key is not None for course in new)

    def copy(self, form, user):
        """Copies what is ticked to the term of `form`, a valid CopyForm; returns the Turn."""
        values = self.cleaned_data
        chosen = {course.pk for course in values["courses"]}
        names = {pk: name for pk in chosen if (name := values.get(f"name_{pk}"))}
        planned = [one for one in form.planned(names) if one.course.pk in chosen]
        return copy_courses(form.source, form.term, planned, user)


def following(term):
    """`{"name", "starts_on", "ends_on"}` of the term that seems to come after `term`."""
    first = term.ends_on + DAY
    last = first + (term.ends_on - term.starts_on)
    if first.day == 1:  # after whole months come as many whole months
        years = term.ends_on.year - term.starts_on.year
        months = first.month + 12 * years + term.ends_on.month - term.starts_on.month
        last = datetime.date(first.year + months // 12, months % 12 + 1, 1) - DAY
    name = renamed(term.name, Term(name=NO_NAME, starts_on=term.starts_on), Term(starts_on=first))
    return {"name": name, "starts_on": first, "ends_on": last}
