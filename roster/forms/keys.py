"""Several rows by their primary keys, as tick boxes send them."""

from django import forms
from django.core.exceptions import ValidationError

LONGEST_KEY = 18  # digits that surely fit into 64 bits


def is_key(text):
    """Whether `text` could be a primary key: SQLite refuses to compare with longer numbers."""
    return text.isdecimal() and len(text) <= LONGEST_KEY


class KeysField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; what cannot be a key is no choice."""

    def clean(self, value):
        for key in map(str, value or ()):
            if not is_key(key):
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": key})
        return super().clean(value)
