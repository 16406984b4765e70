"""The form with which several files are attached at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.services.attachments import HEAD, MOST_BYTES, MOST_FILES, type_of


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or PDFs; what a file is shows in its first bytes, not in its name."""

    def __init__(self, **kwargs):
        accept = "image/jpeg,image/png,image/webp,image/heic,application/pdf"
        super().__init__(widget=FilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data, initial=None):
        cleaned = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        files = [one for one in cleaned if one is not None]
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %(n)d files at once.") % {"n": MOST_FILES})
        for file in files:
            _check(file)
        return files


def _check(file):
    named = {"name": file.name, "n": MOST_BYTES // 1024 // 1024}
    if file.size > MOST_BYTES:
        raise ValidationError(_("%(name)s is larger than %(n)d MB.") % named)
    head = file.read(HEAD)
    file.seek(0)
    if type_of(head) is None:
        raise ValidationError(_("%(name)s is neither a photo nor a PDF.") % named)


class AttachForm(forms.Form):
    files = FilesField(label=capfirst(gettext_lazy("photos or PDFs")), allow_empty_file=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["class"] = "form-control w-auto mw-100"
