"""The form at the door."""

from allauth.account.forms import LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's form, with labels instead of placeholders and a keyboard that fits a phone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in (self.fields["login"], self.fields["password"]):
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs.update(
            autocapitalize="none", autofocus=True, spellcheck="false"
        )
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in when the browser closes")


class ConfirmForm(ReauthenticateForm):
    """The password again, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""
