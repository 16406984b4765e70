"""What a report is asked for in its address."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roster.days import require_within_reach, today
from roster.forms.widgets import DateInput
from roster.models import (
    Course,
    CourseStaff,
    Reason,
    SavedReport,
    Schedule,
    Status,
    Student,
    Term,
)
from roster.reports.days import day_names
from roster.reports.scope import Scope
from roster.spans import LONGEST, Span

DAY = datetime.timedelta(days=1)
PERIODS = 20
RANGES = (
    ("", _("last 4 weeks")),
    ("month", _("this month")),
    ("before", _("last month")),
    ("quarter", _("last 13 weeks")),
    ("year", _("last 12 months")),
    ("term", _("the whole term")),
)
PLACES = (
    ("", ""),
    ("first", _("First lesson of the day")),
    ("last", _("Last lesson of the day")),
)


MOST_SAVED = 30


class SaveReportForm(forms.ModelForm):
    """Keeps what a report's address asks for, under a name; the same name again replaces it."""

    class Meta:
        model = SavedReport
        fields = ("name",)

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user
        self.asked = ScopeForm(data, user)

    def clean(self):
        if not self.asked.is_valid():
            raise ValidationError(_("This report cannot be made."))
        others = self.user.saved_reports.exclude(name=self.cleaned_data.get("name"))
        if others.count() >= MOST_SAVED:
            raise ValidationError(
                _("You have saved %(n)d reports; delete one first.") % {"n": MOST_SAVED}
            )
        return super().clean()

    def save_as(self, kind):
        """Saves and returns the SavedReport."""
        values = {"kind": kind, "asked": self.asked.scope.asked}
        name = self.cleaned_data["name"]
        return self.user.saved_reports.update_or_create(name=name, defaults=values)[0]


class ScopeForm(forms.Form):
    """Narrows a report to what `user` sees; `scope` says to what. Two dates go before `range`."""

    range = forms.ChoiceField(label=_("Days"), choices=RANGES, required=False)
    term = forms.ModelChoiceField(
        Term.objects.all(),
        label=capfirst(_("term")),
        required=False,
        empty_label=capfirst(_("all terms")),
    )
    branch = forms.ChoiceField(label=capfirst(_("branch")), required=False)
    course = forms.ModelChoiceField(
        Course.objects.none(),
        label=capfirst(_("course")),
        required=False,
        empty_label=capfirst(_("all courses")),
    )
    teacher = forms.ModelChoiceField(
        CourseStaff.objects.none().people(),
        label=_("Teacher"),
        required=False,
        empty_label=capfirst(_("all teachers")),
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        choices=[("", capfirst(_("all weekdays"))), *Schedule.Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    period = forms.IntegerField(label=_("Period"), min_value=0, max_value=PERIODS, required=False)
    place = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[("", ""), *Status.Kind.choices], required=False, widget=forms.HiddenInput
    )
    student = forms.ModelChoiceField(
        Student.objects.none(), required=False, widget=forms.HiddenInput
    )
    day = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    reason = forms.ModelChoiceField(Reason.objects.all(), required=False, widget=forms.HiddenInput)
    to = forms.DateField(label=_("to"), widget=DateInput, required=False)

    def __init__(self, data, user):
        super().__init__(data)
        visible = Course.objects.visible_to(user)
        self.courses = visible
        self.fields["from"] = forms.DateField(label=_("from"), widget=DateInput, required=False)
        branches = [("", capfirst(_("all branches"))), *((b, b) for b in visible.branches())]
        self.fields["branch"].choices = branches
        self.fields["course"].queryset = visible.active_or(data.get("course", ""))
        self.fields["student"].queryset = Student.objects.visible_to(user)
        self.fields["day"].choices = [("", ""), *day_names().items()]
        if user.sees_everything:
            self.fields["teacher"].queryset = CourseStaff.objects.people()
        else:
            del self.fields["teacher"]
        self.sees_everything = user.sees_everything
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def asked_fields(self):
        """The fields that a person fills in, in the order of the page."""
        names = ("range", "from", "to", "term", "branch", "course", "teacher", "weekday", "period")
        return [self[name] for name in names if name in self.fields]

    @property
    def handout_fields(self):
        """Those of them that a student's page asks for."""
        return [self[name] for name in ("range", "from", "to", "term")]

    @property
    def said(self):
        """What a valid form narrows to, as texts."""
        values = self.cleaned_data
        names = ("term", "branch", "course", "teacher", "student")
        found = [str(values[name]) for name in names if values.get(name)]
        if values["weekday"] is not None:
            found.append(str(Schedule.Weekday(values["weekday"]).label))
        if values["period"] is not None:
            found.append(f"{_('Period')} {values['period'] or _('none')}")
        named = (("place", PLACES), ("kind", Status.Kind.choices))
        found += [str(dict(choices)[values[name]]) for name, choices in named if values[name]]
        if values["day"]:
            name = day_names()[values["day"]]
            found.append(_("Days that count as: %(day)s") % {"day": name})
        return found + [str(values["reason"])] * (values["reason"] is not None)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and not cleaned.get("student") and not self.errors:
            raise ValidationError(_("Such days are those of one student."))
        if not self.errors:
            first, last = self._dates()
            require_within_reach(first)
            require_within_reach(last)
            if last < first or last - first > LONGEST:
                raise ValidationError(
                    _("These days cannot be shown: from the first to the last, a year at most.")
                )
            cleaned["dates"] = first, last
        return cleaned

    @property
    def scope(self):
        """The Scope that a valid form asks for."""
        values = self.cleaned_data
        teacher = values.get("teacher")
        narrowing = {name: values[name] for name in ("weekday", "period", "place", "kind", "day")}
        reason = values["reason"]
        asked = {name: value for name, value in self.data.items() if name in self.fields and value}
        return Scope(
            *values["dates"],
            courses=self._narrowed(),
            teacher=teacher and teacher.pk,
            student=values["student"],
            reason=reason and reason.pk,
            asked=asked,
            **narrowing,
        )

    def _narrowed(self):
        """The courses, or None for all that there are."""
        values, courses = self.cleaned_data, self.courses
        asked = {name: values[name] for name in ("term", "branch") if values[name]}
        if values["course"]:
            asked["pk"] = values["course"].pk
        return courses.filter(**asked) if asked or not self.sees_everything else None

    def _dates(self):
        values, now = self.cleaned_data, today()
        term, month = values["term"], Span.month(now)
        before = month.previous
        named = {
            "": (Span.week(now).first - 4 * 7 * DAY, now),
            "month": (month.first, now),
            "before": (before.first, before.last),
            "quarter": (Span.week(now).first - 13 * 7 * DAY, now),
            "year": (now - 364 * DAY, now),
            "term": (term.starts_on, min(term.ends_on, now)) if term else None,
        }
        chosen = values["range"] or ("term" if term else "")
        if named[chosen] is None:
            raise ValidationError({"term": _("Choose the term.")})
        first, last = named[chosen]
        if values["from"] or values["to"]:
            first, last = values["from"] or first, values["to"] or now
        return first, last
