"""The form of the staff pages."""

from django.db import transaction

from accounts.admin_forms import UserForm
from legacy.owned_forms import FollowsOldDatabase


class StaffForm(FollowsOldDatabase, UserForm):
    """A member of staff. No field takes a password: the person sets it through a link."""

    class Meta(UserForm.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields["phone"].widget.input_type = "tel"
        if not self.instance.pk:
            del self.fields["is_active"]

    @transaction.atomic
    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.set_unusable_password()
        return super().save(commit)

    def changed(self):
        """Labels of the fields that differ from before."""
        return [str(self.fields[name].label) for name in self.changed_data]
