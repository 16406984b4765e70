"""Mails about scheduled imports: when one brought something, or failed, and at no other time."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from legacy.errors import BridgeError, one_line
from legacy.masking import masked
from legacy.models import Reject
from legacy.news import new_rejects

NEWS = ("new", "changed", "retired", "conflicts")
SHOWN = 20


def report(run, addresses):
    """Mails what a finished ImportRun brought; nothing where it brought nothing and left out no
    row that was not left out before. Raises BridgeError where the mail cannot be sent."""
    rows = [
        (name, {word: counts.get(word, 0) for word in (*NEWS, "rejected")})
        for name, counts in run.counts.items()
        if any(counts.get(word) for word in NEWS)
    ]
    rejects = new_rejects(run.record)
    if rows or rejects:
        total = sum(counts[word] for _name, counts in rows for word in NEWS)
        shown = Reject.objects.filter(pk__in=rejects[:SHOWN])
        context = {"run": run.record, "rows": rows, "total": total, "rejects": shown}
        _send("import", addresses, context | {"left_out": len(rejects)})


def report_failure(message, addresses):
    """Mails why an import did not come to its end. Raises BridgeError as `report` does."""
    _send("import_failed", addresses, {"message": masked(message)})


def _send(name, addresses, context):
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"legacy/email/{name}_subject.txt", context)
        body = render_to_string(f"legacy/email/{name}_message.txt", context)
    message = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=addresses)
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise BridgeError(f"The mail about it could not be sent: {one_line(error)}") from None
