"""Takes back a step of the year's turn."""

from django.db import transaction
from django.utils import timezone

from legacy.retrying import retried
from roster.models import Turn
from roster.services.copying import undo_copy
from roster.services.moving import undo_move

UNDOING = {Turn.Kind.COPY: undo_copy, Turn.Kind.MOVE: undo_move}


@retried
@transaction.atomic
def take_back(turn):
    """Undoes what nobody has touched since; returns (how many, names of what stays). A step of
    which nothing could be undone stays; one that was taken back already changes nothing."""
    held = Turn.objects.select_for_update().get(pk=turn.pk)
    if held.undone_at is not None:
        return 0, []
    undone, kept = UNDOING[held.kind](held)
    if undone or not kept:
        held.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])
    return undone, kept
