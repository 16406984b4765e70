"""Writes what was shown of a file: all of it or nothing, or the rows that can be taken."""

from contextlib import nullcontext

from django.db import transaction

from legacy.queue.work import Cancelled
from roster.files.checking import check
from roster.files.kinds import rows_of
from roster.models import FileImport, FileRow
from roster.querysets.overwriting import overwrite

Outcome = FileRow.Outcome


class _Stale(Exception):
    """The book has changed since the rows were shown."""


def apply(file_import, advance=lambda number: None):
    """Writes the rows of a FileImport that was checked.

    Done again, after it was interrupted, it goes on. Where the book has changed meanwhile, "all or
    nothing" writes nothing and looks at the rows anew (`is_stale`); else such rows are left out.
    """
    if file_import.state != FileImport.State.CHECKED:
        return
    takes_all = file_import.takes_all
    try:
        with transaction.atomic() if takes_all else nullcontext():
            for stale in _written(file_import, advance):
                if stale and takes_all:
                    raise _Stale
            _finish(file_import)
    except _Stale:
        file_import.is_stale = True
        file_import.save(update_fields=("is_stale",))
        check(file_import)
    except Cancelled:
        recount(file_import)
        raise


def _written(file_import, advance):
    """Writes chunk by chunk; yields the rows that cannot be taken any more."""
    kind = rows_of(file_import)
    for rows in kind.chunks():
        with transaction.atomic():
            verdicts = kind.examine(rows, lock=True)
            judged = [pair for pair in zip(rows, verdicts, strict=True) if _is_to_write(pair[0])]
            good = [row for row, verdict in judged if verdict.is_as_shown(row)]
            stale = [row for row, verdict in judged if not verdict.is_as_shown(row)]
            kind.write(good)
            made = [row for row in good if row.action == FileRow.Action.CREATE]
            overwrite(FileRow, made, ("target",))
            FileRow.objects.note_outcome(good, Outcome.WRITTEN)
            FileRow.objects.note_outcome(stale, Outcome.STALE)
        yield stale
        advance(len(rows))


def _is_to_write(row):
    return row.action in (FileRow.Action.CREATE, FileRow.Action.CHANGE) and not row.outcome


def _finish(file_import):
    recount(file_import)
    file_import.state, file_import.is_stale = FileImport.State.DONE, False
    file_import.save(update_fields=("state", "is_stale"))


def recount(file_import):
    """Writes down how many rows there are of each action and outcome."""
    file_import.counts = file_import.rows.counted("action") | file_import.rows.counted("outcome")
    file_import.save(update_fields=("counts",))
