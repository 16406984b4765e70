"""Puts work on a file into the queue, one at a time for each."""

from django.db import transaction

from legacy.errors import BridgeError
from legacy.queue.jobs import enqueue
from roster.models import FileImport

CHECK, APPLY, UNDO = "check file", "take file", "undo file"
State = FileImport.State


class NotNow(BridgeError):
    """A job is at this file already, or has done that meanwhile."""

    def __init__(self):
        super().__init__("This is not possible any more")


def possible(file_import):
    """What can be done with a file now: a set of CHECK, APPLY and UNDO.

    Where a job that takes the good rows was stopped half way, it can go on or be taken back.
    """
    if file_import.is_busy:
        return set()
    if file_import.state == State.OPEN:
        return {CHECK}
    if file_import.state == State.CHECKED:
        return {APPLY, UNDO} if file_import.rows.written().exists() else {APPLY, CHECK}
    return {UNDO} if file_import.state == State.DONE else set()


@transaction.atomic
def start(file_import, work, user, **fields):
    """Has a worker do `work` (CHECK, APPLY or UNDO), having set `fields`. Raises NotNow or Busy."""
    held = _hold(file_import, work)
    for name, value in fields.items():
        setattr(held, name, value)
    held.job = enqueue(work, user, file=held.pk)
    held.save(update_fields=("job", *fields))


@transaction.atomic
def discard(file_import):
    """Forgets a file that was not taken. Raises NotNow."""
    held = _hold(file_import, CHECK)
    held.rows.all().delete()
    held.delete()


def _hold(file_import, work):
    held = FileImport.objects.select_for_update().get(pk=file_import.pk)
    if work not in possible(held):
        raise NotNow
    return held
