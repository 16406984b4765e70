"""Forms of the pages about the old database."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    """What to start: an import, or a dry run of one."""

    kind = forms.ChoiceField(choices=[("import", _("Import")), ("dry run", _("Dry run"))])
    full = forms.BooleanField(
        required=False,
        label=_("Look at every row, changed or not"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    placeholders = forms.BooleanField(
        required=False,
        label=_("Make a placeholder for each student whom rows refer to and who is not there"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    retire = forms.BooleanField(
        required=False,
        label=_("Retire what came from tables that the map does not name any more"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    @property
    def boxes(self):
        return [self["full"], self["placeholders"], self["retire"]]
