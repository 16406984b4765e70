"""Guests of a lesson, and who they turn out to be."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roster.forms.requests import GuestForm, MergeForm
from roster.models import Lesson, Student
from roster.services.errors import Refused
from roster.services.guests import add_guest, merge
from roster.views.access import edits_roster, status_of, takes_attendance

FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_FOUND = 30


@require_http_methods(FORM_METHODS)
@takes_attendance
def guest_add(request, pk):
    """Puts somebody who is not enrolled on the register of a lesson."""
    lessons = Lesson.objects.visible_to(request.user).select_related("course")
    lesson = get_object_or_404(lessons, pk=pk)
    form, status = GuestForm(request.POST or None), 200
    if form.is_valid():
        try:
            mark = add_guest(lesson, form.cleaned_data["name"])
        except Refused as error:
            form.add_error(None, str(error))
            status = status_of(error)
        else:
            return redirect(f"{lesson.get_absolute_url()}#student-{mark.student_id}")
    context = {"lesson": lesson, "course": lesson.course, "form": form}
    return render(request, "roster/guest_form.html", context, status=status)


@require_http_methods(FORM_METHODS)
@edits_roster
def guest_merge(request, pk):
    """Says which student a guest is; the guest's marks go there."""
    guest = get_object_or_404(Student, pk=pk, is_guest=True, merged_into=None)
    students = Student.objects.active().filter(is_guest=False)
    form = MergeForm(request.POST or None, students=students)
    if form.is_valid():
        student = form.cleaned_data["student"]
        try:
            merge(guest, student, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Merged with %(name)s.") % {"name": student.name})
            return redirect(student)
    query = request.GET.get("q", guest.name)[:80]
    found = students.search(query)[:MOST_FOUND]
    context = {"guest": guest, "form": form, "q": query, "found": found}
    return render(request, "roster/guest_merge.html", context)
