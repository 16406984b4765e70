"""The book as an Excel file, out and in."""

import tempfile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.forms.book_upload import ChangesForm, UploadForm
from roster.services.errors import Refused
from roster.sheet import sheet_of
from roster.views import asked
from roster.views.access import status_of, takes_attendance
from roster.views.book import find
from roster.workbooks.changes import apply_changes, preview_of
from roster.workbooks.writing import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def book_file(request, pk):
    """The book of some days as .xlsx."""
    course = find(request.user, pk)
    span = asked.span(request, course.term)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(file, course, sheet_of(course, span))
    file.seek(0)
    name = f"{course.name} {span.first}_{span.last}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_attendance
def book_upload(request, pk):
    """Takes a file and shows what it would change; writes nothing."""
    course = find(request.user, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, course=course)
    if form.is_valid():
        return _preview(request, course, form.filled)
    status = 400 if form.errors else 200
    return render(
        request, "roster/book_upload.html", {"course": course, "form": form}, status=status
    )


@require_POST
@takes_attendance
def book_apply(request, pk):
    """Saves the changes of a preview, all or nothing."""
    course = find(request.user, pk)
    form = ChangesForm(request.POST, course=course, user=request.user)
    upload, status = UploadForm(course=course), 400
    if form.is_valid():
        try:
            n = apply_changes(form.cleaned_data["changes"], request.user)
        except Refused as error:
            form.add_error(None, str(error))
            status = status_of(error)
        else:
            said = ngettext("Saved: %(n)d mark", "Saved: %(n)d marks", n) % {"n": n}
            messages.success(request, said)
            return redirect("roster:book", course.pk)
    context = {"course": course, "form": upload, "refused": form}
    return render(request, "roster/book_upload.html", context, status=status)


def _preview(request, course, filled):
    """The page that lists every change of a Filled and asks."""
    preview = preview_of(filled, sheet_of(course, filled.span))
    form = ChangesForm(course=course, user=request.user)
    context = {
        "course": course,
        "span": filled.span,
        "preview": preview,
        "signed": form.signed(preview),
    }
    return render(request, "roster/book_preview.html", context)
