"""The form with which a student who has left is anonymised."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roster.services.privacy import anonymise


class AnonymiseForm(forms.Form):
    """Somebody says that they mean it."""

    is_sure = forms.BooleanField(label=_("This cannot be undone, and it is what I want."))

    def anonymise(self, student, user):
        """Does it; returns whether it could be done, else the form has the reason."""
        try:
            anonymise(student, user)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
