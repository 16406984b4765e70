"""Fields that follow the old database are shown, but cannot be changed here."""

from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from legacy.ownership import owned_fields

LABEL = _("from the old database")


class FollowsOldDatabase:
    """For a ModelForm: makes read-only what the old database owns of the row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.owned = owned_fields(self.instance)
        for name in self.owned & set(self.fields):
            self.fields[name].disabled = True
            self.fields[name].help_text = LABEL


class KeepsOldRows:
    """For an inline formset of such forms: rows that are gone from the old database are out of the
    way, and those that it still has are not deleted here, for the next import would bring them
    back."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.queryset = self.queryset.filter(retired_at=None)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.owned:
            del form.fields[DELETION_FIELD_NAME]
