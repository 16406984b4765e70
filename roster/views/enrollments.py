"""Who is in a course, and when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from roster.days import today
from roster.forms.enrollments import EnrollForm, EnrollmentForm
from roster.models import Course, Enrollment, Student
from roster.views.access import edits_roster

FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_FOUND = 60


@require_http_methods(FORM_METHODS)
@edits_roster
def enrollment_add(request, pk):
    """Finds students and enrols those that are ticked."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    candidates = Student.objects.visible_to(request.user).active().not_in(course, today())
    form = EnrollForm(
        request.POST or None,
        course=course,
        students=candidates,
        picked=request.GET.getlist("students"),
    )
    if form.is_valid() and (number := form.enroll()):
        said = ngettext("%(n)d student enrolled", "%(n)d students enrolled", number)
        messages.success(request, said % {"n": number})
        return redirect(course)
    query = request.GET.get("q", "")[:80]
    picked = form.picked()
    found = candidates.search(query).exclude(pk__in=picked)[:MOST_FOUND]
    context = {"course": course, "form": form, "q": query, "picked": picked, "found": found}
    template = "includes/enroll_found" if request.htmx else "enrollment_add"
    return render(request, f"roster/{template}.html", context)


@require_http_methods(FORM_METHODS)
@edits_roster
def enrollment_edit(request, pk):
    """Changes or ends one stay."""
    stays = Enrollment.objects.filter(course__in=Course.objects.visible_to(request.user))
    enrollment = get_object_or_404(stays.select_related("student", "course"), pk=pk)
    form = EnrollmentForm(request.POST or None, instance=enrollment)
    if form.is_valid() and form.enroll():
        messages.success(request, _("The enrolment was saved."))
        return redirect(enrollment.course)
    context = {"enrollment": enrollment, "course": enrollment.course, "form": form}
    return render(request, "roster/enrollment_form.html", context)
