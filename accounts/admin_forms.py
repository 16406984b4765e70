"""Forms of the admin: staff and roles."""

from django import forms
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Role, User

ACTIONS = {
    "view": _("see"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
}


class RolesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:  # a number beyond what SQLite can compare
            code = "invalid_choice"
            message = self.error_messages[code] % {"value": gettext("a number")}
            raise forms.ValidationError(message, code=code) from None

    def label_from_instance(self, group):
        return roles.label(group.name)


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions in the reader's language; Django keeps their names in English."""

    def label_from_instance(self, permission):
        if permission.codename in roles.RIGHTS:
            return str(roles.RIGHTS[permission.codename])
        kind = permission.content_type
        model = kind.model_class()
        what = model._meta.verbose_name_plural if model else kind.model
        action, _underscore, _model = permission.codename.partition("_")
        app = apps.get_app_config(kind.app_label).verbose_name
        return f"{app} | {what} | {ACTIONS.get(action, permission.name)}"


class UserForm(forms.ModelForm):
    groups = RolesField(Group.objects.order_by("pk"), label=capfirst(_("roles")))

    class Meta:
        model = User
        fields = ("username", "name", "email", "phone", "groups", "is_active")
        labels = {"username": capfirst(_("username"))}

    def clean_username(self):
        """Lower case, and free whatever the case in which it is taken already."""
        username = self.cleaned_data["username"].lower()
        taken = User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(gettext("This username is taken."))
        return username

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and not self._is_administrator(cleaned):
            self._keep_an_administrator()
        return cleaned

    @staticmethod
    def _is_administrator(cleaned):
        names = {group.name for group in cleaned.get("groups", ())}
        return bool(cleaned.get("is_active")) and roles.ADMINISTRATOR in names

    def _keep_an_administrator(self):
        """Refuses to close the admin to everyone."""
        others = User.objects.administrators().exclude(pk=self.instance.pk)
        if self.instance.is_administrator and not others.exists():
            raise forms.ValidationError(
                gettext("This is the last active administrator. Make another one first.")
            )


class RoleForm(forms.ModelForm):
    """What a role may do."""

    class Meta:
        model = Role
        fields = ("permissions",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["permissions"]
        field.queryset = roles.editable_permissions(field.queryset, self.instance.name)

    def clean_permissions(self):
        """What was chosen, and what the role holds beyond the choices: that stays."""
        choices = self.fields["permissions"].queryset
        chosen = self.cleaned_data["permissions"]
        names = {permission.codename for permission in chosen}
        if self.instance.name == roles.ADMINISTRATOR and not names >= roles.KEPT:
            raise forms.ValidationError(
                gettext("Administrators must be able to see and change roles.")
            )
        return [*chosen, *self.instance.permissions.exclude(pk__in=choices.values("pk"))]
