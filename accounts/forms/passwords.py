"""Forms about one's own password and e-mail address."""

from allauth.account.forms import ChangePasswordForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LinkPasswordForm(SetPasswordForm):
    """A new password, twice; the sign-in name goes along, so that the browser keeps both."""

    username = forms.CharField(
        label=_("Username"),
        required=False,
        disabled=True,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("username", "new_password1", "new_password2")

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields["username"].initial = user.username
        self.fields["new_password1"].widget.attrs["autofocus"] = True


class OwnPasswordForm(ChangePasswordForm):
    """allauth's form, with labels instead of placeholders; the old password is not taken again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password (again)")

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(gettext("This is the password you have now."))
        return password


class ForgottenForm(forms.Form):
    """Who forgot a password."""

    who = forms.CharField(
        label=_("Username or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class EmailForm(forms.Form):
    """A new e-mail address of one's own."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email.lower() == self.user.email.lower():
            raise forms.ValidationError(gettext("This is your address already."))
        return email
