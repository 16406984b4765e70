"""The map as a text: written, or sent as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from legacy import maps
from legacy.errors import BridgeError

LARGEST = 1_000_000  # bytes


class MapForm(forms.Form):
    """Base: `clean` checks the whole map, `save` makes a version of it. `base` is the number of
    the version that was edited, 0 where there was none."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    place = "text"  # the field that the map came in

    def clean(self):
        cleaned = super().clean()
        if cleaned.get(self.place):
            try:
                maps.check(cleaned[self.place])
            except BridgeError as error:
                self.add_error(self.place, error.said.translated())
        return cleaned

    def save(self, user):
        """The saved Map; None where somebody has saved another one meanwhile (then this form
        has an error that says so)."""
        try:
            return maps.save(self.cleaned_data[self.place], user, self.cleaned_data["base"])
        except maps.Stale as stale:
            self.add_error(None, stale.said.translated())
            return None


class MapTextForm(MapForm):
    """The map as it is written."""

    text = forms.CharField(
        label=_("The map as it is written"),
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "class": "form-control map-text"}
        ),
    )

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n").rstrip("\n") + "\n"


class MapFileForm(MapForm):
    """A map that is sent as a file, such as `legacy.toml`."""

    place = "file"
    file = forms.FileField(label=_("A file, such as legacy.toml"), max_length=200)

    def clean_file(self):
        """The text of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for a map."))
        try:
            return sent.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is no UTF-8 text.")) from None
