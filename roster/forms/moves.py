"""The form with which the students of a course are moved to another."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roster.days import require_within_reach, today
from roster.forms.keys import KeysField
from roster.forms.layout import bare
from roster.forms.terms import DAY
from roster.forms.widgets import DateInput
from roster.models import Course, Student
from roster.services.moving import Move, Numbering, move_students, plan_move


class MoveForm(forms.Form):
    """Where the students of `source` go, and when."""

    target = forms.ModelChoiceField(Course.objects.none(), label=capfirst(_("to the course")))
    last = forms.DateField(
        label=capfirst(_("last day in the old course")),
        widget=DateInput,
        validators=[require_within_reach],
    )
    first = forms.DateField(
        label=capfirst(_("first day in the new course")),
        widget=DateInput,
        validators=[require_within_reach],
    )
    numbering = forms.ChoiceField(
        label=capfirst(_("roll numbers")), choices=Numbering.choices, initial=Numbering.KEEP
    )

    def __init__(self, *args, source, targets, **kwargs):
        found = targets.exclude(pk=source.pk).select_related("term")
        super().__init__(*args, initial=_usual(source, found), **kwargs)
        self.source = source
        self.fields["target"].queryset = found
        self.fields["target"].label_from_instance = _label
        self.helper = bare(("target",), ("last", "first", "numbering"))

    def clean(self):
        last, first = self.cleaned_data.get("last"), self.cleaned_data.get("first")
        if last and first and first <= last:
            self.add_error("first", _("This is not after the last day in the old course."))

    @property
    def move(self):
        """The `services.moving.Move` that is asked for."""
        return Move(source=self.source, **self.cleaned_data)


class MovedStudentsForm(forms.Form):
    """Which students of a preview are moved; those who have left are not ticked by themselves."""

    students = KeysField(Student.objects.none())

    def __init__(self, data=None, *, move):
        self.move, self.planned = move, plan_move(move)
        movable = [one.student for one in self.planned if one.can_move]
        ticked = [student.pk for student in movable if not student.is_former]
        super().__init__(data, initial={"students": ticked})
        known = [one.student.pk for one in self.planned]  # who is there by now is left out later
        self.fields["students"].queryset = Student.objects.filter(pk__in=known)

    def rows(self):
        """(Planned, whether it is ticked) each."""
        ticked = {str(key) for key in self["students"].value() or ()}
        return [(one, str(one.student.pk) in ticked) for one in self.planned]

    @property
    def can_move(self):
        return any(one.can_move for one in self.planned)

    def put(self, user):
        """Moves those that are ticked; returns the Turn, or None where the form has the reason why
        it cannot be."""
        chosen = {student.pk for student in self.cleaned_data["students"]}
        try:
            turn = move_students(self.move, chosen, user)
        except ValidationError as error:
            self.add_error(None, error)
            return None
        if turn is None:
            self.add_error(
                None, _("None of these can be moved any more: see what is said of each.")
            )
        return turn


def _label(course):
    return f"{course.name} ({course.term})" if course.term else course.name


def _usual(source, targets):
    """What is likely: the end of the term, and the course of the next year (1-1 → 2-1)."""
    last = source.term.ends_on if source.term else today()
    following = re.sub(r"\d+", lambda found: str(int(found[0]) + 1), source.name, count=1)
    named = targets.filter(name=following).exclude(name=source.name)
    likely = named.order_by("-term__starts_on", "-pk").first()
    return {"target": likely and likely.pk, "last": last, "first": last + DAY}
