"""Forms of the second factor: allauth's, where it leaves something open."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import sign_in_log

SECONDS_OF_A_CODE = 3 * 30  # the one before, the present one and the next


class OnceMixin:
    """A code that was taken once is not taken again, as long as a clock might still show it;
    allauth remembers it for a third of that time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].max_length = 40
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs.update(
            autofocus=True, inputmode="numeric", maxlength=40, autocomplete="one-time-code"
        )

    def clean_code(self):
        code = super().clean_code()
        key = f"accounts.code:{self.user.pk}:{''.join(code.split())}"
        if not cache.add(key, True, SECONDS_OF_A_CODE):
            raise get_adapter().validation_error("incorrect_code")
        return code


class LoggedMixin:
    """Wrong codes and keys stand in the sign-in log."""

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.errors:
            sign_in_log.wrong_code(self.user)


class CodeForm(LoggedMixin, OnceMixin, AuthenticateForm):
    """A code after the password."""


class ConfirmCodeForm(LoggedMixin, OnceMixin, ReauthenticateForm):
    """A code before something that matters."""


class AppForm(OnceMixin, ActivateTOTPForm):
    """The first code of an app."""


class CredentialField(forms.JSONField):
    """What a key has written; brackets without end are no JSON either."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data, initial):
        """Nothing: a credential that was refused is not shown again."""


class KeyMixin(forms.Form):
    """What no key has written is a wrong key, in whatever way it is wrong."""

    credential = CredentialField()

    def clean_credential(self):
        return self._checked(getattr(super(), "clean_credential", None))

    def clean(self):
        return self._checked(super().clean)

    def _checked(self, check):
        try:
            return check() if check else self.cleaned_data["credential"]
        except ValidationError:
            raise
        except Exception:
            # The libraries stumble over made-up credentials in many ways.
            raise get_adapter().validation_error("incorrect_code") from None


class KeyForm(LoggedMixin, KeyMixin, keys.AuthenticateWebAuthnForm):
    """A key after the password."""


class ConfirmKeyForm(LoggedMixin, KeyMixin, keys.ReauthenticateWebAuthnForm):
    """A key before something that matters."""


class AddKeyForm(KeyMixin, keys.AddWebAuthnForm):
    """A new key, and what one calls it."""

    name = forms.CharField(label=_("Name of the key"), max_length=60, required=False)


class RenameKeyForm(keys.EditWebAuthnForm):
    """What one calls a key."""

    name = forms.CharField(label=_("Name of the key"), max_length=60)
