"""What allauth's second factor asks this site: how secrets are kept, and who must have one."""

import base64
import hashlib
import logging
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.functional import cached_property

logger = logging.getLogger(__name__)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required(user):
    """Whether `user` may do nothing without a second factor."""
    wanted = settings.MFA_REQUIRED_ROLES
    return bool(wanted) and not user.roles.isdisjoint(wanted)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted by MFA_KEY; further keys after a comma only read what is older."""

    @cached_property
    def _box(self):
        digests = [hashlib.sha256(f"second factor|{key}".encode()) for key in settings.MFA_KEYS]
        keys = [base64.urlsafe_b64encode(digest.digest()) for digest in digests]
        return MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text):
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret; where no key opens it, one that nobody knows: it opens nothing, and breaks
        no page."""
        try:
            return self._box.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("MFA_KEY does not open a secret; its owner needs a new second factor.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator):
        """Who must have a second factor keeps the last one, or adds another first."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return not is_required(authenticator.user) or others.exclude(pk=authenticator.pk).exists()
