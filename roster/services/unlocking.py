"""Asks for and grants the correction of a locked lesson."""

import datetime

from django.db import transaction
from django.utils import timezone

from legacy.retrying import retried
from roster.models import UnlockRequest
from roster.services.locks import hold

GRANTED_FOR = datetime.timedelta(hours=1)


def ask(lesson, user, reason):
    """Asks the office to unlock `lesson`; of several open requests of one person the first
    stays."""
    opened = UnlockRequest.objects.open().filter(lesson=lesson, asked_by=user)
    return opened.first() or UnlockRequest.objects.create(
        lesson=lesson, asked_by=user, reason=reason
    )


@retried
@transaction.atomic
def decide(request, user, is_granted):
    """Unlocks the lesson for an hour, or does not; a request that is decided stays so."""
    held = UnlockRequest.objects.select_for_update().get(pk=request.pk)
    if held.decided_at is not None:
        return held
    held.decided_by, held.decided_at, held.is_granted = user, timezone.now(), is_granted
    held.save()
    if is_granted:
        lesson = hold(held.lesson)
        until = timezone.now() + GRANTED_FOR
        lesson.unlocked_until = max(lesson.unlocked_until or until, until)
        lesson.save(update_fields=("unlocked_until",))
    return held
