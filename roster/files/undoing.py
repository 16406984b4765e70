"""Takes back what a file brought, but for what a person has touched since."""

from django.db import transaction

from legacy.queue.work import Cancelled
from legacy.undoing import KEPT
from roster.files.applying import recount
from roster.files.kinds import rows_of
from roster.models import FileImport, FileRow


def undo(file_import, advance=lambda number: None):
    """Undoes a FileImport; goes on where it was interrupted."""
    if file_import.state == FileImport.State.UNDONE:
        return
    try:
        _undo(rows_of(file_import), advance)
    except Cancelled:
        recount(file_import)
        raise
    recount(file_import)
    file_import.state = FileImport.State.UNDONE
    file_import.save(update_fields=("state",))


def _undo(kind, advance):
    for rows in kind.chunks_to_undo():
        with transaction.atomic():
            said = kind.undo(rows)
            kept = [row for row in rows if said[row.number] == KEPT]
            FileRow.objects.note_outcome(rows, FileRow.Outcome.REMOVED)
            FileRow.objects.note_outcome(kept, FileRow.Outcome.KEPT)
        advance(len(rows))
