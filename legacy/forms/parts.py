"""The form of one part of a map: its table, what it joins, and a small form for each field."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legacy.editing import schema
from legacy.editing.document import only_words, value_of
from legacy.editing.given import DATES, WRITTEN
from legacy.errors import BridgeError
from legacy.mapping import ROW_WORDS
from legacy.values import fold
from legacy.wording import field_title, word_title

FORMATS = ("%Y%m%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%b-%y", "%H:%M", "epoch", "epoch_ms")
BLANK_CODES = 2


def _options(names, chosen=""):
    """Choices for a select box; what is chosen stays, even if the schema does not have it."""
    names = names if not chosen or chosen in names else [chosen, *names]
    return [(name, name) for name in names]


class TableForm(forms.Form):
    """The table, and the words that are no fields."""

    table = forms.ChoiceField(label=gettext_lazy("Table"))
    rows = forms.CharField(
        label=gettext_lazy("Further words about the rows"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("As a map writes them: where, key, columns, list, punches …"),
    )

    def __init__(self, table, rows):
        super().__init__({"table": table, "rows": rows})
        self.fields["table"].choices = [("", "–"), *_options(schema.tables(), table)]

    def clean_rows(self):
        """The words as a dict."""
        try:
            return only_words(self.cleaned_data["rows"], ROW_WORDS - {"table", "join"})
        except BridgeError as error:
            raise forms.ValidationError(error.said.translated()) from None


class JoinForm(forms.Form):
    """Another table, whose row with `match` equal to this row's `by` lends its columns."""

    name = forms.CharField(label=gettext_lazy("Called"), required=False, max_length=40)
    table = forms.ChoiceField(label=gettext_lazy("Other table"), required=False)
    match = forms.ChoiceField(label=gettext_lazy("its column"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("equals"), required=False)

    def __init__(self, name, given, known, **kwargs):
        table, match, by = (given.get(word, "") for word in ("table", "match", "by"))
        data = {"name": name, "table": table, "match": match, "by": by}
        super().__init__({f"{kwargs['prefix']}-{key}": one for key, one in data.items()}, **kwargs)
        blank = [("", "–")]
        self.fields["table"].choices = blank + _options(schema.tables(), table)
        self.fields["match"].choices = blank + _options(schema.columns(table), match)
        self.fields["by"].choices = blank + _options(list(known), by)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("table") and not all(cleaned.get(word) for word in ("name", "match", "by")):
            raise forms.ValidationError(_("Needs a name and both columns."))
        return cleaned


class ValueForm(forms.Form):
    """Where one field comes from: a column with its codes and format, or a value written out.

    It is made of a Given, whether that was posted or stands in the map, and is always bound.
    """

    source = forms.ChoiceField(required=False)
    drawn_for = forms.CharField(required=False, widget=forms.HiddenInput)
    written = forms.CharField(label=gettext_lazy("Written out"), required=False)

    def __init__(self, field, given, words, to=(), **kwargs):
        self.field, self.words, self.given = field, words, given
        self.prefix = kwargs["prefix"]
        super().__init__({}, **kwargs)
        chosen = "" if given.is_written else given.column
        choices = [("", _("not filled")), *_options(schema.row_columns(words), chosen)]
        self.fields["source"].choices = [*choices, (WRITTEN, _("written out…"))]
        self.fields["source"].label = field_title(field.name)
        self._set("source", given.column)
        self._set("drawn_for", given.column)
        self._set("written", given.written)
        if chosen:
            self._add_more(to)

    def _set(self, name, value):
        self.data[self.add_prefix(name)] = value

    def _add(self, name, made, value):
        self.fields[name] = made
        self._set(name, value)

    def _add_more(self, to):
        kind, given = self.field.kind, self.given
        if kind in DATES:
            widget = forms.TextInput(attrs={"list": "formats", "spellcheck": "false"})
            label = _("Format of a date that is text")
            made = forms.CharField(label=label, required=False, widget=widget)
            self._add("format", made, given.format)
        if kind == "reference":
            choices = [("", _("its key")), *_options(list(to), given.to)]
            label = _("compared with")
            self._add(
                "to", forms.ChoiceField(label=label, required=False, choices=choices), given.to
            )
        if kind in {"choice", "boolean"}:
            self._add_codes()

    def _add_codes(self):
        meanings = [("", _("not translated")), *self._meanings()]
        known = self.given.values
        folded = {fold(code) for code in known}
        found = [one for one in schema.codes(self.words, self.column) if fold(one) not in folded]
        for number, code in enumerate([*known, *found, *[""] * BLANK_CODES]):
            text = forms.CharField(label=_("code"), required=False, strip=False)
            self._add(f"code_{number}", text, code)
            means = forms.ChoiceField(label=_("means"), required=False, choices=meanings)
            self._add(f"meaning_{number}", means, _said(known.get(code, "")))
        rest = forms.ChoiceField(label=_("every other code"), required=False, choices=meanings)
        self._add("default", rest, _said(self.given.default))

    @property
    def column(self):
        """The column that is chosen."""
        return self.given.column

    def _meanings(self):
        if self.field.kind == "boolean":
            return [("true", _("yes")), ("false", _("no"))]
        return [(word, word_title(word)) for word in self.field.choices]

    def code_pairs(self):
        """The pairs (code, meaning) of bound fields, for the page."""
        names = [name for name in self.fields if name.startswith("code_")]
        return [(self[name], self[name.replace("code_", "meaning_")]) for name in names]

    def clean_written(self):
        """The value that is written out."""
        if not self.given.is_written:
            return None
        try:
            return value_of(self.cleaned_data["written"].strip())
        except BridgeError as error:
            raise forms.ValidationError(error.said.translated()) from None

    def value(self):
        """The value for the map; None where the field is not filled."""
        return self.cleaned_data["written"] if self.given.is_written else self.given.value()


def _said(meaning):
    return str(meaning).lower() if isinstance(meaning, bool) else meaning
