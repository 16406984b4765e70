"""Keeps the rows of a file that was sent, and makes up its mind about the columns."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from legacy.carrying import batches
from legacy.errors import BridgeError
from roster.files.columns import header_row, matched
from roster.files.kinds import fields_of
from roster.files.reading import read_file, read_text
from roster.files.rows import OWN
from roster.models import FileContent, FileImport, FileRow
from roster.workbooks.reading import Unreadable

FORGOTTEN = timedelta(days=7)  # files of which nothing has come
KEPT = timedelta(days=365)  # others, with what they say of people
BATCH = 1000


@transaction.atomic
def keep(kind, name, lines, user):
    """A FileImport of `lines` (`files.text.Line`), its columns matched as far as they are known."""
    made = _made(kind, name, user)
    _fill(made, lines)
    return made


@transaction.atomic
def put_by(kind, name, content, user):
    """A FileImport of a large file (bytes), which a worker is to `read`; without a name it is a
    text that was pasted."""
    made = _made(kind, name, user)
    FileContent.objects.create(file_import=made, data=content)
    return made


def read(file_import, work):
    """Reads a file that was put by; nothing of it stays where that is stopped. Raises BridgeError
    with the reason, in English, where it cannot be read."""
    content = FileContent.objects.filter(file_import=file_import).first()
    if content is None:  # it was read, and the worker died before it could say so
        return
    lines = _lines(file_import.name, bytes(content.data))
    work.total = len(lines)
    work.advance(0)
    with transaction.atomic():
        _fill(file_import, lines, work.advance)
        content.delete()


def _lines(name, content):
    with translation.override("en"):
        try:
            return read_file(name, content) if name else read_text(content.decode())
        except Unreadable as error:
            raise BridgeError(str(error)) from None


def _made(kind, name, user):
    now = timezone.now()
    FileImport.objects.forgettable(now - FORGOTTEN, now - KEPT).delete()
    return FileImport.objects.create(
        kind=kind, name=name[:200], created_by=user, state=FileImport.State.READING
    )


def _fill(file_import, lines, advance=lambda number: None):
    """Keeps the rows and makes up its mind about the columns."""
    match_columns(file_import, lines, header_row(lines, fields_of(file_import.kind)))
    file_import.state = FileImport.State.OPEN
    file_import.save(update_fields=("state", "header_row", "columns", "match_by"))
    for lot in batches(lines, BATCH):
        FileRow.objects.bulk_create(
            FileRow(file_import=file_import, number=one.number, cells=one.cells, fault=one.fault)
            for one in lot
        )
        advance(len(lot))


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
