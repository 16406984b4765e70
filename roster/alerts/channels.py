"""Ways on which a message goes. `ALERT_CHANNELS` names the classes, in the order in which they are
tried; one's own needs one method, `send(message)`. docs/alerts.md has an example for SMS."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is the same for every attempt at the same message."""

    key: str
    name: str
    email: str
    phone: str
    subject: str
    body: str


class Email:
    """By e-mail, with a Message-ID of its own by which a mail program knows a repetition."""

    def send(self, message):
        """Returns the address that it went to, or "" where this way does not reach the person;
        raises whatever went wrong, and then it is tried again later."""
        if not message.email:
            return ""
        headers = {"Message-ID": f"<{message.key}@alerts>", "Auto-Submitted": "auto-generated"}
        EmailMessage(message.subject, message.body, to=[message.email], headers=headers).send()
        return message.email


class File:
    """Into a file, a line of JSON for each message: to try rules out, or for another program that
    reads it, such as one that sends 알림톡."""

    def send(self, message):
        path = Path(settings.ALERT_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(message), ensure_ascii=False) + "\n")
        return message.phone or message.email


def deliver(message):
    """Sends by the first channel that reaches the person; returns where to, "" if none does."""
    for name in settings.ALERT_CHANNELS:
        if sent_to := import_string(name)().send(message):
            return sent_to
    return ""
