"""Single-use links with which a guardian tells of an absence, without an account."""

import datetime
import hashlib
import logging
import secrets
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.mail import written
from legacy.errors import one_line
from legacy.retrying import retried
from roster.models import ExcuseLink
from roster.services.excuses import record

logger = logging.getLogger(__name__)
BYTES = 32  # of a token


class LinkGone(Exception):
    """The link was used, replaced or is too old."""


def digest_of(token):
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@retried
@transaction.atomic
def make_link(student, guardian, user):
    """Makes a link for `guardian` (None: whoever it is handed to) in place of the earlier ones of
    the same; returns its token, which cannot be read again later."""
    former = ExcuseLink.objects.open().filter(student=student, guardian=guardian)
    former.update(expires_at=timezone.now())
    token = secrets.token_urlsafe(BYTES)
    ExcuseLink.objects.create(
        student=student,
        guardian=guardian,
        digest=digest_of(token),
        made_by=user,
        expires_at=timezone.now() + datetime.timedelta(days=settings.EXCUSE_LINK_DAYS),
    )
    return token


def send_link(student, guardian, address):
    """Mails the link, which is reached at the absolute `address`, to the guardian; returns whether
    the mail server took it.

    At once and not by the queue, which would keep what opens the link.
    """
    context = {"name": student.familiar_name, "address": address, "days": settings.EXCUSE_LINK_DAYS}
    with translation.override(settings.LANGUAGE_CODE):
        message = written("roster/email/excuse_link", context, guardian.email)
    try:
        message.send()
    except (OSError, SMTPException) as error:
        logger.warning("The link of a guardian could not be mailed: %s", one_line(error))
        return False
    return True


@transaction.atomic
def receive(link, excuse, files, sender):
    """Records what a guardian sent, and uses the link up. Raises LinkGone."""
    held = ExcuseLink.objects.open().select_for_update().filter(pk=link.pk).first()
    if held is None:
        raise LinkGone
    held.excuse = record(excuse, files, None, said_by(held, sender))
    held.used_at, held.language = timezone.now(), translation.get_language()
    held.save(update_fields=("used_at", "language", "excuse"))
    return held.excuse


def said_by(link, sender):
    """Who sent it, for the history: the guardian for whom the link was made, and the name that
    was typed."""
    names = [str(link.guardian) if link.guardian else "", sender]
    return " · ".join(name for name in dict.fromkeys(names) if name)[:200]
