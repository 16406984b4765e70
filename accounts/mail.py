"""Mails to staff. A worker sends them: a slow mail server makes nobody wait, none is lost when a
process ends or the mail server is away, and how long a page takes tells nothing of accounts.

What is kept in the meantime is whom a mail is for and what about. Links are written when it leaves:
whoever reads the queue finds none that opens anything.
"""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Link, User
from legacy.queue.jobs import enqueue
from legacy.queue.work import Later

logger = logging.getLogger(__name__)
MAIL = "mail"  # the kind of job
GIVEN_UP = timedelta(days=1)  # news that are older are none
SHORTEST, LONGEST = 30, 60 * 60  # seconds between two tries


def send(template, to, user, link=None, **words):
    """Has `account/email/<template>_subject.txt` and `_message.txt` sent to the address `to` in the
    site's language; nothing where it is empty.

    The templates know `user`, the `words` (JSON), and of a `link` also its `address`, for which
    `words` have the `site`, such as "https://book.example".
    """
    if to:
        arguments = {"template": template, "to": to, "about": user.pk, "words": words}
        enqueue(MAIL, **arguments, link=link and link.pk)


def deliver(asked_at, template, to, about, link, words):
    """Sends a mail that was asked for at `asked_at`. One whose link is over by now, or whose
    reader was removed, is not sent. Raises what `post` raises."""
    context = _context(about, link, words)
    if context is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        message = written(template, context, to)
    post(message, asked_at)


def written(template, context, to, **headers):
    """The EmailMessage of `<template>_subject.txt` and `_message.txt` to the address `to`."""
    subject = render_to_string(f"{template}_subject.txt", context)
    body = render_to_string(f"{template}_message.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to], headers=headers)


def post(message, asked_at):
    """Sends an EmailMessage that was asked for at `asked_at`. Raises Later while the mail server
    does not take it, for a day; then, and where it never will, what went wrong."""
    try:
        message.send()
    except Exception as error:
        # Of whatever kind: SMTP, DNS, a connection that broke.
        age = timezone.now() - asked_at
        if _is_final(error) or age > GIVEN_UP:
            raise
        logger.warning("A mail could not be sent yet: %s (%s)", message.subject, error)
        wait = min(LONGEST, max(SHORTEST, age.total_seconds() / 2))
        raise Later(f"{type(error).__name__}: {error}", wait) from error


def _context(about, link, words):
    user = User.objects.filter(pk=about).first()
    if user is None:
        return None
    context = {"user": user, **words}
    if link is not None:
        found = Link.objects.open().filter(pk=link).first()
        if found is None:
            return None
        context |= {"link": found, "address": f"{words['site']}{found.get_absolute_url()}"}
    return context


def _is_final(error):
    """Whether the server says that it will never take this mail."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500
