"""Looks at every row of a file and says what would come of it."""

from django.db import transaction

from roster.files.kinds import rows_of
from roster.models import FileImport, FileRow
from roster.querysets.overwriting import overwrite

SHOWN = ("action", "reasons", "target", "before", "after", "outcome")


def check(file_import, advance=lambda number: None):
    """Judges all rows; writes nothing but what it says of them. May be done again at any time."""
    kind = rows_of(file_import)
    file_import.rows.filter(number__lte=file_import.header_row).update(action="", outcome="")
    for rows in FileRow.objects.below_headings(file_import).chunks():
        for row, verdict in zip(rows, kind.examine(rows), strict=True):
            note(row, verdict)
        overwrite(FileRow, rows, SHOWN)
        advance(len(rows))
    with transaction.atomic():
        file_import.counts = file_import.rows.counted("action")
        file_import.state = FileImport.State.CHECKED
        file_import.save(update_fields=("counts", "state"))


def note(row, verdict):
    """Puts a Verdict into its row."""
    row.action, row.reasons, row.target = verdict.action, verdict.reasons, verdict.target
    row.before, row.after, row.outcome = verdict.before, verdict.after, ""
