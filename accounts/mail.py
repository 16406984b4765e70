"""Mails to staff. They leave after the answer, on a thread of their own: a slow mail server makes
nobody wait, and how long an answer takes does not tell whether an account exists."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

logger = logging.getLogger(__name__)
thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send(template, address, context):
    """Sends `account/email/<template>_subject.txt` and `_message.txt` in the site's language.

    Nothing where `address` is empty. A mail that cannot be sent is logged.
    """
    if not address:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"{template}_subject.txt", context)
        body = render_to_string(f"{template}_message.txt", context)
    message = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address])
    if settings.MAIL_IN_BACKGROUND:
        thread.submit(_deliver, message)
    else:
        _deliver(message)


def _deliver(message):
    try:
        message.send()
    except Exception:
        # Of whatever kind: SMTP, DNS, a refused address. What happened is in the database already.
        logger.exception("A mail could not be sent: %s", message.subject)
