"""What a password must not be, beyond Django's own rules."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.breached import times_breached

WORDS = re.compile(r"[^\W\d_]+|\d{4,}")
HANGUL = re.compile(r"[가-힣]{2,}")
SHORTEST = 4


class PersonalWordsValidator:
    """Refuses a password with a word of the person's name, sign-in name, e-mail or phone."""

    fields = ("name", "username", "email", "phone")

    def validate(self, password, user=None):
        typed = password.casefold()
        if any(word in typed for word in self._words(user)):
            raise ValidationError(
                _("The password contains your name, username, e-mail or phone number."),
                code="password_personal",
            )

    def _words(self, user):
        text = " ".join(str(getattr(user, field, "") or "") for field in self.fields).casefold()
        words = set(WORDS.findall(text))
        return {word for word in words if len(word) >= SHORTEST or HANGUL.fullmatch(word)}

    def get_help_text(self):
        return _("It must not contain your name, username, e-mail or phone number.")


class BreachedPasswordValidator:
    """Refuses a password that is known from a data breach. Where the list cannot be asked, the
    other rules stand alone."""

    def validate(self, password, user=None):
        if times_breached(password):
            raise ValidationError(
                _("This password is known from data breaches elsewhere. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self):
        return _("It must not be known from data breaches.")
