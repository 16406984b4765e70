"""Absences told ahead are recorded, decided and withdrawn."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from legacy.retrying import retried
from roster.models import Excuse, ExcuseEvent
from roster.services.attachments import attach
from roster.services.claims import claim
from roster.services.errors import ExcuseDecided
from roster.services.excuse_answers import announce
from roster.services.filling import fill, take_back

Action = ExcuseEvent.Action


def may_decide(user):
    """Whether `user` approves, refuses and withdraws excuses; those of TEACHERS_DECIDE_EXCUSES
    do so for their own students."""
    return user.edits_roster or settings.TEACHERS_DECIDE_EXCUSES and user.takes_attendance


@transaction.atomic
def record(excuse, files, user, said_by=""):
    """Saves a new excuse with its papers; without `user` it comes from a guardian (`said_by`,
    for the history). Without a day by which a paper has to be there it gets
    one, where the reason needs a paper."""
    set_due(excuse)
    excuse.added_by = user
    excuse.save()
    _note(excuse, Action.RECORDED if user else Action.RECEIVED, user, said_by)
    attach(excuse, files, user)
    return excuse


def set_due(excuse):
    """Sets the day by which a paper has to be there, if the reason needs one and none is set."""
    if excuse.document_due is None and excuse.reason and excuse.reason.needs_document:
        days = datetime.timedelta(days=settings.EXCUSE_DOCUMENT_DAYS)
        excuse.document_due = excuse.ends_on + days


@retried
@transaction.atomic
def change(excuse, user):
    """Saves the changed fields of a waiting excuse. Raises ExcuseDecided."""
    _hold_waiting(excuse)
    set_due(excuse)
    excuse.save()
    _note(excuse, Action.CHANGED, user)


@transaction.atomic
def add_documents(excuse, files, user):
    """Keeps papers with an excuse; returns how many."""
    made = attach(excuse, files, user)
    names = ", ".join(one.name for one in made)
    _note(excuse, Action.ATTACHED, user, names[:200])
    return len(made)


@retried
@transaction.atomic
def approve(excuse, user, answer="", closed_too=False):
    """Approves a waiting excuse and fills in its blank marks; returns Filled. With `closed_too`
    at locked lessons, too. Raises ExcuseDecided."""
    held = _hold_waiting(excuse)
    _decide(held, Excuse.State.APPROVED, user, answer)
    announce(held)
    return fill(held, closed_too=closed_too)


@retried
@transaction.atomic
def refuse(excuse, user, answer):
    """Refuses a waiting excuse with a word of why. Raises ExcuseDecided."""
    held = _hold_waiting(excuse)
    _decide(held, Excuse.State.REFUSED, user, answer)
    announce(held)


@retried
@transaction.atomic
def withdraw(excuse, user):
    """Withdraws a waiting or approved excuse and takes back what it filled in; returns Filled.
    Raises ExcuseDecided."""
    held = _hold(excuse)
    if not held.is_open:
        raise ExcuseDecided
    held.state = Excuse.State.WITHDRAWN
    held.save(update_fields=("state",))
    _note(held, Action.WITHDRAWN, user)
    return take_back(held, user)


def _decide(held, state, user, answer):
    held.state, held.answer = state, answer
    held.decided_by, held.decided_at = user, timezone.now()
    held.save(update_fields=("state", "answer", "decided_by", "decided_at"))
    _note(held, Action(state), user, answer)


def _hold(excuse):
    claim(Excuse, [excuse.pk])
    return Excuse.objects.select_for_update().get(pk=excuse.pk)


def _hold_waiting(excuse):
    held = _hold(excuse)
    if not held.is_waiting:
        raise ExcuseDecided
    return held


def _note(excuse, action, user, text=""):
    ExcuseEvent.objects.create(excuse=excuse, action=action, user=user, text=text)
