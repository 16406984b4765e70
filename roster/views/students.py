"""The list of students, and one student."""

import datetime

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from roster.days import today
from roster.forms.students import GuardianFormSet, StudentForm
from roster.models import Course, Mark, Student
from roster.rates import Rate, course_rates
from roster.reports.days import days_of
from roster.reports.scope import Scope
from roster.views import asked
from roster.views.access import edits_roster

YEAR = datetime.timedelta(days=364)
FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN_EXCUSES = 10


@require_safe
@vary_on_headers("HX-Request")
def students(request):
    """Students the user sees, by name, initial consonants or number."""
    found = Student.objects.visible_to(request.user).search(request.GET.get("q", "")[:80])
    former = request.GET.get("state") == "all"
    if not former:
        found = found.active()
    context = {
        "page": asked.page(request, found),
        "q": request.GET.get("q", ""),
        "former": former,
    }
    template = "includes/students_found" if request.htmx else "students"
    return render(request, f"roster/{template}.html", context)


@require_safe
def student(request, pk):
    """One student: who stands behind, which courses, and every mark."""
    student = _find(request.user, pk)
    courses = Course.objects.visible_to(request.user)
    stays = student.enrollments.filter(course__in=courses, retired_at=None)
    stays = stays.select_related("course").latest_first()
    marks = Mark.objects.filter(student=student).visible_to(request.user).with_lessons()
    context = {
        "student": student,
        "guardians": student.guardians.filter(retired_at=None),
        "stays": stays,
        "excuses": student.excuses.select_related("reason").with_files()[:SHOWN_EXCUSES],
        "rates": _rates(student, stays),
        "days": _days(request.user, student),
        "page": asked.page(request, marks),
    }
    return render(request, "roster/student.html", context)


@require_http_methods(FORM_METHODS)
@edits_roster
def student_add(request):
    """Makes a student with guardians."""
    return _edit(request, Student())


@require_http_methods(FORM_METHODS)
@edits_roster
def student_edit(request, pk):
    """Changes a student and the guardians."""
    people = Student.objects.visible_to(request.user).filter(anonymised_at=None)
    return _edit(request, get_object_or_404(people, pk=pk))


def _find(user, pk):
    return get_object_or_404(Student.objects.visible_to(user), pk=pk)


def _rates(student, stays):
    """`[(course, Rate)]` of the courses of `stays`, in their order."""
    courses, rates = {stay.course_id: stay.course for stay in stays}, course_rates(student)
    return [(course, rates.get(pk, Rate())) for pk, course in courses.items()]


def _days(user, student):
    """`[(name, days)]` of the last twelve months, of the courses that `user` sees."""
    courses = None if user.sees_everything else Course.objects.visible_to(user)
    return days_of(Scope(today() - YEAR, today(), courses, student=student))


def _edit(request, student):
    data = request.POST if request.method == "POST" else None
    form = StudentForm(data, instance=student)
    guardians = GuardianFormSet(data, instance=student, prefix="guardian")
    if data is not None and all([form.is_valid(), guardians.is_valid()]):
        with transaction.atomic():
            form.save()
            guardians.save()
        messages.success(request, _("Saved: %(name)s") % {"name": student.name})
        return redirect(student)
    context = {"student": student, "form": form, "guardians": guardians}
    return render(request, "roster/student_form.html", context)
