"""Fields that follow the old database are shown, but cannot be changed here."""

from django.utils.translation import gettext_lazy as _

from legacy.ownership import owned_fields

LABEL = _("from the old database")


class FollowsOldDatabase:
    """For a ModelForm: makes read-only what the old database owns of the row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in owned_fields(self.instance) & set(self.fields):
            self.fields[name].disabled = True
            self.fields[name].help_text = LABEL
