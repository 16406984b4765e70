"""Files to be filled in, and the students as a file that comes back."""

import tempfile

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roster.files.kinds import KINDS
from roster.files.students import write_students
from roster.files.templates import write_template
from roster.models import FileImport, Student
from roster.views.access import edits_roster
from roster.views.book_file import XLSX


@require_safe
@edits_roster
def template(request, kind):
    """Headings and an example for a kind of file, in the reader's language."""
    if kind not in KINDS:
        raise Http404
    return _file(f"{FileImport.Kind(kind).label}.xlsx", write_template, kind)


@require_safe
@edits_roster
def students_file(request):
    """The students of a search as .xlsx, which changes nothing when it comes back as it is."""
    found = Student.objects.visible_to(request.user).search(request.GET.get("q", "")[:80])
    if request.GET.get("state") != "all":
        found = found.active()
    return _file(f"{_('Students')}.xlsx", write_students, found.filter(merged_into=None))


def _file(name, write, *arguments):
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, *arguments)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
