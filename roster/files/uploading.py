"""Keeps the rows of a file that was sent, and makes up its mind about the columns."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from roster.files.columns import header_row, matched
from roster.files.kinds import fields_of
from roster.files.rows import OWN
from roster.models import FileImport, FileRow

FORGOTTEN = timedelta(days=7)  # files of which nothing has come
KEPT = timedelta(days=365)  # others, with what they say of people
BATCH = 1000


@transaction.atomic
def keep(kind, name, lines, user):
    """A FileImport of `lines` (`files.text.Line`), its columns matched as far as they are known."""
    now = timezone.now()
    FileImport.objects.forgettable(now - FORGOTTEN, now - KEPT).delete()
    made = FileImport(kind=kind, name=name[:200], created_by=user)
    match_columns(made, lines, header_row(lines, fields_of(kind)))
    made.save()
    FileRow.objects.bulk_create(
        (
            FileRow(file_import=made, number=line.number, cells=line.cells, fault=line.fault)
            for line in lines
        ),
        batch_size=BATCH,
    )
    return made


def match_columns(file_import, lines, number):
    """Takes the row with this `number` for the headings (0: there are none)."""
    heads = next((line.cells for line in lines if line.number == number), ())
    columns = matched(heads, fields_of(file_import.kind))
    file_import.header_row, file_import.columns = number, columns
    file_import.match_by = _match_by(columns)


def _match_by(columns):
    By = FileImport.MatchBy
    if OWN in columns:
        return By.KEY
    if "number" in columns or not {"name", "birth_date"} <= columns.keys():
        return By.NUMBER
    return By.NAME_AND_BIRTH
