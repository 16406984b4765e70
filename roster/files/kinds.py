"""The kinds of files that there are."""

from roster.files.courses import CourseRows
from roster.files.enrollments import EnrollmentRows
from roster.files.marks import MarkRows
from roster.files.students import StudentRows
from roster.models import FileImport

KINDS = {
    FileImport.Kind.STUDENTS: StudentRows,
    FileImport.Kind.COURSES: CourseRows,
    FileImport.Kind.ENROLLMENTS: EnrollmentRows,
    FileImport.Kind.MARKS: MarkRows,
}


def rows_of(file_import):
    """What looks at the rows of a FileImport, and writes them."""
    return KINDS[file_import.kind](file_import)


def fields_of(kind):
    """The Fields of a kind of file."""
    return KINDS[kind].fields
