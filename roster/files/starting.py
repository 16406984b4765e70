"""Puts work on a file into the queue, one at a time for each."""

from django.db import transaction

from legacy.errors import BridgeError
from legacy.queue.jobs import cancel, enqueue
from roster.models import FileImport

READ, CHECK, APPLY, UNDO = "read file", "check file", "take file", "undo file"
State = FileImport.State
BEGINNING = {State.READING: READ, State.OPEN: CHECK}


class NotNow(BridgeError):
    """A job is at this file already, or has done that meanwhile."""

    def __init__(self):
        super().__init__("This is not possible any more")


def possible(file_import):
    """What can be done with a file now: a set of READ, CHECK, APPLY and UNDO.

    Where a job that takes the good rows was stopped half way, it can go on or be taken back.
    """
    if file_import.is_busy:
        return set()
    if file_import.state in BEGINNING:
        return {BEGINNING[file_import.state]}
    if file_import.state == State.CHECKED:
        return {APPLY, UNDO} if file_import.rows.written().exists() else {APPLY, CHECK}
    return {UNDO} if file_import.state == State.DONE else set()


@transaction.atomic
def start(file_import, work, user, **fields):
    """Has a worker do `work` (READ, CHECK, APPLY or UNDO), having set `fields`. Raises NotNow or
    Busy."""
    held = _hold(file_import, work)
    if work == CHECK:  # until it is done the rows say nothing that counts
        fields |= {"state": State.OPEN, "counts": {}}
    for name, value in fields.items():
        setattr(held, name, value)
    held.job = enqueue(work, user, file=held.pk)
    held.save(update_fields=("job", *fields))


@transaction.atomic
def discard(file_import):
    """Forgets a file that was not taken. Raises NotNow."""
    held = _hold(file_import, READ, CHECK)
    held.rows.all().delete()
    held.delete()


def stop(file_import):
    """Asks that the work on a file stops: reading, looking and taking all rows leave nothing
    behind, taking the good rows and taking back can go on."""
    if file_import.is_busy:
        cancel(file_import.job)


def _hold(file_import, *works):
    held = FileImport.objects.select_for_update().get(pk=file_import.pk)
    if possible(held).isdisjoint(works):
        raise NotNow
    return held
