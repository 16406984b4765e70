"""Single-use links are made, sent, used and withdrawn."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Link, User
from accounts.services.staff import note
from legacy.queue.jobs import enqueue
from legacy.retrying import retried

FORGOTTEN = "forgotten password"  # the kind of job
ONE_DAY = datetime.timedelta(days=1)
ONE_HOUR = datetime.timedelta(hours=1)


class LinkGone(Exception):
    """The link was used, withdrawn or replaced in the meantime, or its time is over."""


def _lifetime(user, purpose):
    if purpose == Link.Purpose.RESET:
        return ONE_HOUR
    first_time = purpose == Link.Purpose.INVITATION and not user.has_usable_password()
    return datetime.timedelta(days=settings.INVITATION_DAYS) if first_time else ONE_DAY


@retried
@transaction.atomic
def make_link(user, purpose, made_by=None, email=None):
    """Makes a link of `purpose` (a `Link.Purpose`) in place of the user's earlier ones."""
    user.links.filter(purpose=purpose, used_at=None).delete()
    return Link.objects.create(
        user=user,
        purpose=purpose,
        made_by=made_by,
        email=user.email if email is None else email,
        expires_at=timezone.now() + _lifetime(user, purpose),
    )


def invite(user, by):
    """Makes the link with which `user` sets a password; an earlier one stops working."""
    link = make_link(user, Link.Purpose.INVITATION, by)
    note(by, user, _("A link to set the password was made."))
    return link


def withdraw(user, by):
    """Ends the user's open invitation, if there is one."""
    if user.links.open().invitations().delete()[0]:
        note(by, user, _("The link to set the password was withdrawn."))


def open_invitations():
    """Open invitations with their people, by name."""
    return Link.objects.open().invitations().select_related("user").order_by("user__name", "pk")


def send_link(link, site):
    """Mails `link` to whom it is for; `site` is such as "https://book.example"."""
    mail.send(f"account/email/{link.purpose}", link.email, link.user, link, site=site)


def ask_for_reset(text, site):
    """Has links sent to everyone whom `text`, a sign-in name or e-mail address, stands for."""
    enqueue(FORGOTTEN, who=text, site=site)


def send_reset_links(text, site):
    """Makes a link for everyone whom `text` stands for, and mails it."""
    users = User.objects.reachable_as(text)[:5]  # a family, or a school with one address for all
    for user in users:
        send_link(make_link(user, Link.Purpose.RESET), site)


def _take(link):
    """Locks `link` and marks it used. Raises LinkGone."""
    taken = Link.objects.open().select_for_update().filter(pk=link.pk).first()
    if taken is None:
        raise LinkGone
    taken.used_at = timezone.now()
    taken.save(update_fields=["used_at"])


@retried
@transaction.atomic
def set_password(link, password):
    """Uses up `link`, and every other one that sets this person's password. Raises LinkGone."""
    _take(link)
    user = link.user
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    user.links.filter(used_at=None).exclude(purpose=Link.Purpose.EMAIL).delete()


@retried
@transaction.atomic
def confirm_email(link):
    """Makes the address to which `link` was sent the person's own; returns the old one.

    Raises LinkGone.
    """
    _take(link)
    before, link.user.email = link.user.email, link.email
    link.user.save(update_fields=["email"])
    return before
