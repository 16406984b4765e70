"""What a worker does for the pages of the book: it looks at files, takes them, and takes them back.

Only one of the two that write runs at a time.
"""

from legacy.queue.kinds import kind
from roster.files import applying, checking, undoing
from roster.files.starting import APPLY, CHECK, UNDO
from roster.models import FileImport, FileRow

WRITING = "files"


@kind(CHECK)
def check_file(work):
    """Says what would come of each row."""
    checking.check(_begin(work), work.advance)


@kind(APPLY, slot=WRITING)
def take_file(work):
    """Writes the rows."""
    applying.apply(_begin(work), work.advance)


@kind(UNDO, slot=WRITING)
def undo_file(work):
    """Takes them back."""
    file_import = _begin(work)
    work.total = file_import.rows.written().count()
    undoing.undo(file_import, work.advance)


def _begin(work):
    file_import = FileImport.objects.get(pk=work.arguments["file"])
    work.total = FileRow.objects.below_headings(file_import).count()
    return file_import
