"""What is held on a student: a copy of it, and the end of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.holdings import archive_of, holdings_of, parts_of
from accounts.services.staff import note
from roster.forms.privacy import AnonymiseForm
from roster.models import Student
from roster.services.notes import mentions_of
from roster.services.privacy import people_of, refuse_present
from roster.views.access import edits_roster


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def student_privacy(request, pk):
    """Says what is held on a student, and anonymises one who has left."""
    student = _find(request.user, pk)
    people, form = people_of(student), AnonymiseForm(request.POST or None)
    if form.is_valid() and form.anonymise(student, request.user):
        messages.success(request, _("The student was anonymised."))
        return redirect("roster:student_privacy", pk)
    context = {"student": student, "form": form, "refusal": _refusal(student)}
    parts = parts_of(people, is_deep=True)
    context["held"] = [(part.title, number) for part in parts if (number := part.count())]
    context["mentions"] = [] if context["refusal"] else mentions_of(people)
    status = 400 if form.errors else 200
    return render(request, "roster/student_privacy.html", context, status=status)


@require_POST
@edits_roster
def student_copy(request, pk):
    """A copy of all that is held on a student; the log says who took it."""
    student = _find(request.user, pk)
    file = archive_of(holdings_of(people_of(student), is_deep=True))
    note(request.user, student, _("Took a copy of all that is held."))
    return FileResponse(file, as_attachment=True, filename=f"student-{student.pk}.zip")


def _find(user, pk):
    return get_object_or_404(Student.objects.visible_to(user), pk=pk)


def _refusal(student):
    """Why the student can not be anonymised, or nothing."""
    try:
        refuse_present(student)
    except ValidationError as error:
        return error.message
    return ""
