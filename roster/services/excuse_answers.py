"""A guardian who told of an absence by a link is told what the office said."""

from django.conf import settings
from django.utils import translation

from accounts.mail import post, written
from legacy.queue.jobs import enqueue
from roster.models import Excuse, ExcuseLink

ANSWER = "excuse_answer"  # the kind of job
SAID = (Excuse.State.APPROVED, Excuse.State.REFUSED)


def announce(excuse):
    """Has a worker mail the decision, where the guardian has an address."""
    if ExcuseLink.objects.answerable().filter(excuse=excuse).exists():
        enqueue(ANSWER, excuse=excuse.pk)


def tell(excuse, asked_at):
    """Mails what was decided on the excuse with this key, as it stands now and to the address of
    this moment; nothing where it was withdrawn since, or the guardian is not to be told any more.
    Raises what `accounts.mail.post` raises."""
    links = ExcuseLink.objects.answerable().filter(excuse=excuse, excuse__state__in=SAID)
    link = links.select_related("excuse__student", "guardian").first()
    if link is None:
        return
    context = {"excuse": link.excuse, "name": link.excuse.student.familiar_name}
    headers = {"Message-ID": f"<excuse-{excuse}@answers>", "Auto-Submitted": "auto-generated"}
    with translation.override(link.language or settings.LANGUAGE_CODE):
        template = "roster/email/excuse_answer"
        message = written(template, context, link.guardian.email, **headers)
    post(message, asked_at)
