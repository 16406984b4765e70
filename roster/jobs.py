"""What a worker does for the pages of the book: it reads files, looks at them, takes them, and
takes them back, and it sends alerts and answers to guardians.

Of files only one of the two that write runs at a time.
"""

from legacy.queue.kinds import kind
from legacy.queue.work import Later
from roster.alerts.collecting import collect
from roster.alerts.outbox import send_due
from roster.alerts.scheduling import ALERTS, EVERY
from roster.files import applying, checking, undoing, uploading
from roster.files.kinds import KINDS
from roster.files.starting import APPLY, CHECK, READ, UNDO
from roster.models import AlertRule, FileImport, FileRow
from roster.services import excuse_answers

WRITING = "files"


@kind(READ)
def read_file(work):
    """Reads a large file into rows."""
    uploading.read(_file(work), work)


@kind(CHECK)
def check_file(work):
    """Says what would come of each row."""
    file_import = _file(work)
    work.total = FileRow.objects.below_headings(file_import).count()
    checking.check(file_import, work.advance)


@kind(APPLY, slot=WRITING)
def take_file(work):
    """Writes the rows."""
    file_import = _file(work)
    work.total = KINDS[file_import.kind].rows_to_take(file_import).count()
    applying.apply(file_import, work.advance)


@kind(UNDO, slot=WRITING)
def undo_file(work):
    """Takes them back."""
    file_import = _file(work)
    work.total = file_import.rows.written().count()
    undoing.undo(file_import, work.advance)


@kind(ALERTS, slot=ALERTS)
def tell(work):
    """Finds what the rules say and sends it; comes back as long as there is something to do."""
    collect()
    send_due()
    if AlertRule.objects.active().exists():
        raise Later("until the next look", EVERY)


@kind(excuse_answers.ANSWER, quick=True)
def answer(work):
    """Mails a guardian what was decided on an excuse."""
    excuse_answers.tell(work.arguments["excuse"], work.job.created_at)


def _file(work):
    return FileImport.objects.get(pk=work.arguments["file"])
