"""The kinds of files that there are."""

from roster.files.students import StudentRows
from roster.models import FileImport

KINDS = {
    FileImport.Kind.STUDENTS: StudentRows,
}


def rows_of(file_import):
    """What looks at the rows of a FileImport, and writes them."""
    return KINDS[file_import.kind](file_import)


def fields_of(kind):
    """The Fields of a kind of file."""
    return KINDS[kind].fields
