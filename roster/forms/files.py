"""A file that comes in, and which of its columns is what."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from roster.files.columns import LOOKED_AT, questions
from roster.files.kinds import KINDS, fields_of
from roster.files.people import NEEDED
from roster.files.reading import is_large, is_large_text, read_file, read_text, refuse_at_once
from roster.files.rows import OWN
from roster.files.uploading import keep, put_by
from roster.forms.layout import bare
from roster.models import FileImport, FileRow
from roster.workbooks.reading import LARGEST_FILE, Unreadable

LONGEST_NAME = 200
SAMPLES, SAMPLE_LENGTH = 3, 14
PREFIX = "column_"


class NewFileForm(forms.Form):
    """A file, or what was copied from a spreadsheet."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        initial=FileImport.Kind.STUDENTS,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Excel (.xlsx), CSV or TSV; 10 MB and 50,000 rows at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("… or cells copied from a spreadsheet"),
        required=False,
        strip=False,
        help_text=gettext_lazy("With the row of headings, if there is one."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.large, self.helper = None, None, bare()

    def clean(self):
        super().clean()
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if "file" in self.errors:
            return
        if bool(file) == bool(text.strip()):
            raise ValidationError(_("Choose a file, or paste cells: one of the two."))
        try:
            self._read_file(file) if file else self._read_text(text)
        except Unreadable as error:
            self.add_error("file" if file else "text", str(error))

    def _read_file(self, file):
        if file.size > LARGEST_FILE:
            raise Unreadable(_("This file is too large: 10 MB at most."))
        content = file.read()
        refuse_at_once(file.name, content)
        if is_large(content):
            self.large = content
        else:
            self.lines = read_file(file.name, content)

    def _read_text(self, text):
        if is_large_text(content := text.encode()):
            self.large = content
        else:
            self.lines = read_text(text)

    def keep(self, user):
        """The FileImport of what was sent; a large one is still to be read."""
        file = self.cleaned_data["file"]
        kind, name = self.cleaned_data["kind"], file.name if file else ""
        if self.large is not None:
            return put_by(kind, name, self.large, user)
        return keep(kind, name, self.lines, user)


class ColumnsForm(forms.Form):
    """Says for each field of a kind which column of the file it is in."""

    def __init__(self, data=None, *, file_import):
        super().__init__(data)
        self.file_import = file_import
        self.kind_fields = [
            field
            for field in fields_of(file_import.kind)
            if field.name != OWN or OWN in file_import.columns  # nobody has that one by chance
        ]
        self.first = list(file_import.rows.order_by("number")[: LOOKED_AT + SAMPLES])
        choices = self._choices()
        self.places = {str(place) for place, _text in choices} - {""}
        for field in self.kind_fields:
            self.fields[PREFIX + field.name] = forms.TypedChoiceField(
                label=capfirst(field.label),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=field.is_required and file_import.kind != FileImport.Kind.STUDENTS,
                initial=file_import.columns.get(field.name, ""),
            )
        self._add_questions(data)
        self.helper = bare()

    def _choices(self):
        heads, samples = {}, {}
        for row in self.first:
            for place, cell in enumerate(row.cells):
                text = Truncator(cell if isinstance(cell, str) else "!").chars(SAMPLE_LENGTH)
                if row.number == self.file_import.header_row:
                    heads[place] = text
                elif row.number > self.file_import.header_row and text:
                    samples.setdefault(place, []).append(text)
        choices = [("", _("– not in the file –"))]
        for place in sorted(heads.keys() | samples.keys()):
            few = ", ".join(samples.get(place, [])[:SAMPLES])
            head = " · ".join(filter(None, (get_column_letter(place + 1), heads.get(place))))
            choices.append((place, f"{head} ({few})" if few else head))
        return choices

    def _add_questions(self, data):
        """What a file of people, or its dates, leave open."""
        own, names = self.file_import, {field.name for field in self.kind_fields}
        if "number" in names:
            self.fields["match_by"] = _field_of("match_by", initial=own.match_by)
            if OWN not in own.columns:  # without it every row would be new
                known = [one for one in FileImport.MatchBy.choices if one[0] != "key"]
                self.fields["match_by"].choices = known
        ambiguous, yearless = self._ambiguities(data)
        if ambiguous:
            self.fields["date_order"] = _field_of(
                "date_order", initial=own.date_order, widget=forms.RadioSelect
            )
            self.fields["date_order"].choices = FileImport.DateOrder.choices
            self.fields["date_order"].help_text = _("How “%(text)s” is to be read.") % {
                "text": ambiguous
            }
        if yearless:
            self.fields["year"] = forms.IntegerField(
                label=capfirst(_("year of dates without one")),
                min_value=1900,
                max_value=2100,
                initial=own.year,
                help_text=_("“%(text)s” has no year.") % {"text": yearless},
            )

    def _ambiguities(self, data):
        columns = self.file_import.columns
        if data is not None:
            said = {field.name: data.get(PREFIX + field.name, "") for field in self.kind_fields}
            columns = {name: int(text) for name, text in said.items() if text in self.places}
        rows = FileRow.objects.below_headings(self.file_import).values_list("cells", flat=True)
        return questions(rows, self.kind_fields, columns)

    def clean(self):
        super().clean()
        values = self.cleaned_data
        self.columns = {
            field.name: values[PREFIX + field.name]
            for field in self.kind_fields
            if values.get(PREFIX + field.name) is not None
        }
        places = list(self.columns.values())
        for name, place in self.columns.items():
            if places.count(place) > 1:
                self.add_error(PREFIX + name, _("This column is used twice."))
        for name in NEEDED.get(values.get("match_by"), ()):
            if name not in self.columns and not self.errors.get(PREFIX + name):
                self.add_error(PREFIX + name, _("Students are to be known by this."))

    def chosen(self):
        """The fields of the FileImport as the form has them."""
        values = self.cleaned_data
        return {
            "columns": self.columns,
            "match_by": values.get("match_by", self.file_import.match_by),
            "date_order": values.get("date_order", ""),
            "year": values.get("year"),
            "is_stale": False,
        }


class HeadingsForm(forms.Form):
    """Another row has the headings, or none."""

    row = forms.TypedChoiceField(label=gettext_lazy("Row with the headings"), coerce=int)

    def __init__(self, data=None, *, file_import):
        super().__init__(data, initial={"row": file_import.header_row})
        rows = file_import.rows.order_by("number")[:LOOKED_AT]
        self.rows = list(rows)
        self.fields["row"].choices = [(0, _("– there are none –"))] + [
            (row.number, f"{row.number}: {_shown(row.cells)}") for row in self.rows
        ]


def _shown(cells):
    return Truncator(" | ".join(cell for cell in cells if isinstance(cell, str))).chars(60)


def _field_of(name, **more):
    return FileImport._meta.get_field(name).formfield(required=True, **more)


class TakeForm(forms.Form):
    """Whether all of a file is taken or nothing, or the rows that can be."""

    ALL, GOOD = "all", "good"
    mode = forms.ChoiceField(choices=((ALL, "all"), (GOOD, "good")))

    def __init__(self, data, *, file_import):
        super().__init__(data)
        self.file_import = file_import

    def clean_mode(self):
        mode, counts = self.cleaned_data["mode"], self.file_import.counts
        if mode == self.ALL and counts.get(FileRow.Action.PROBLEM):
            raise ValidationError(_("Some rows cannot be taken."))
        return mode
