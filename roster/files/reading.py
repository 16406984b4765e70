"""From a file or a pasted text to rows: trusts neither the file's name nor its content."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from roster.files.sheets import lines_of_workbook
from roster.files.text import decoded, lines_of
from roster.workbooks.reading import (
    LARGEST_FILE,
    OLD_OR_ENCRYPTED,
    Unreadable,
    refuse_bad_archive,
)

MOST_ROWS = 50_000
LARGE = 200_000  # bytes, unpacked: some hundred rows of a workbook, a few thousand of a text
ZIP = b"PK"
MARKUP = re.compile(rb"\s*<(!doctype|html|table|\?xml|head|meta|style)", re.IGNORECASE)


def read_file(name, content):
    """The Lines (`files.text.Line`) of a file called `name`. Raises Unreadable."""
    refuse_at_once(name, content)
    if content.startswith(ZIP):
        return _checked(lines_of_workbook(io.BytesIO(content)))
    return read_text(decoded(content))


def refuse_at_once(name, content):
    """Raises Unreadable where a look at the outside of a file is enough to refuse it."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("This file is too large: 10 MB at most."))
    if name.lower().endswith((".xlsm", ".xltm")):
        raise Unreadable(_("This file has macros. Save it as .xlsx without them."))
    if content.startswith((ZIP, OLD_OR_ENCRYPTED)):
        refuse_bad_archive(io.BytesIO(content))
    elif MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable(
            _("This is a web page, whatever it is called. Open it in Excel and save it as .xlsx.")
        )


def is_large(content):
    """Whether reading a file that was not refused at once takes longer than a page should."""
    if not content.startswith(ZIP):
        return is_large_text(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist()) > LARGE


def is_large_text(content):
    """The same of what was pasted, which is a text whatever it begins with."""
    return len(content) > LARGE


def read_text(text):
    """The Lines of what was pasted, or of a text file. Raises Unreadable."""
    return _checked(lines_of(text))


def _checked(lines):
    if not lines:
        raise Unreadable(_("There is nothing in it."))
    if len(lines) > MOST_ROWS:
        raise Unreadable(_("These are more than 50,000 rows: divide them among several files."))
    return lines
