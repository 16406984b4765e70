"""What the accounts have a worker do: mails, and links for forgotten passwords."""

from django.db import transaction

from accounts import mail
from accounts.services import links
from legacy.queue.kinds import kind


@kind(mail.MAIL, quick=True)
def deliver(work):
    """Sends one mail of `mail.send`."""
    mail.deliver(work.job.created_at, **work.arguments)


@kind(links.FORGOTTEN, quick=True)
def forgotten(work):
    """Makes links for everyone whom `who` stands for, and mails to them, or nothing at all.

    It is done here and not by the page, so that the page takes as long whoever is asked for.
    """
    with transaction.atomic():
        links.send_reset_links(work.arguments["who"], work.arguments["site"])
