"""A book that comes back as an Excel file, and what of it is to be saved."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.workbooks.reading import LARGEST_FILE, Unreadable, read_workbook

SALT = "roster.book_upload"
AN_HOUR = 60 * 60


class UploadForm(forms.Form):
    """The file; `filled` is what was read of it."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        help_text=gettext_lazy("The one that the Excel button of this book makes, filled in."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self.course, self.filled = course, None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is too large: 10 MB at most."))
        try:
            self.filled = read_workbook(file)
        except Unreadable as error:
            raise ValidationError(str(error)) from None
        if self.filled.course != self.course.pk:
            raise ValidationError(_("This file is of another course."))
        return file


class ChangesForm(forms.Form):
    """The changes of a preview that was shown, signed so that they are those that were shown."""

    changes = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, course, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.salt = f"{SALT}:{course.pk}:{user.pk}"

    def signed(self, preview):
        """The text for the field `changes`."""
        said = [change.said for change in preview.changes]
        return signing.dumps(said, salt=self.salt, compress=True)

    def clean_changes(self):
        try:
            return signing.loads(self.cleaned_data["changes"], salt=self.salt, max_age=AN_HOUR)
        except signing.BadSignature:
            raise ValidationError(_("This preview is too old. Choose the file again.")) from None
