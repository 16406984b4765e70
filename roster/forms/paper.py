"""How a book is to be printed."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_BOXES = 6


class PaperForm(forms.Form):
    """What the address may say; nothing has to be said."""

    blank = forms.BooleanField(label=_("Blank means present"), required=False)
    sign = forms.CharField(
        label=_("Signature boxes"),
        required=False,
        max_length=80,
        help_text=_("Names with commas between them."),
    )

    @property
    def leaves_present_blank(self):
        return self.is_valid() and self.cleaned_data["blank"]

    @property
    def boxes(self):
        """What stands over the signatures, at most six."""
        said = self.cleaned_data["sign"] if self.is_valid() else ""
        names = [name.strip() for name in (said or str(_("Teacher, Head"))).split(",")]
        return [name for name in names if name][:MOST_BOXES]
