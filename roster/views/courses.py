"""The list of courses, and one course."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roster.days import today
from roster.forms.courses import CourseFilterForm, CourseForm, CourseStaffFormSet
from roster.forms.lessons import ScheduleFormSet
from roster.models import Course
from roster.services.courses import save_course
from roster.services.enrollments import roll
from roster.views import asked
from roster.views.access import edits_roster

SHOWN_LESSONS = 8


@require_safe
def courses(request):
    """Courses the user sees, narrowed by name, term, branch and whether they are over."""
    visible = Course.objects.visible_to(request.user)
    form = CourseFilterForm(request.GET, visible.branches())
    asked_for = form.narrowing() if form.is_valid() else {}
    found = visible.narrowed(**asked_for).select_related("term").with_student_counts(today())
    context = {"form": form, "page": asked.page(request, found)}
    return render(request, "roster/courses.html", context)


@require_safe
def course(request, pk):
    """One course: who is in it on a day, who teaches it, and its lessons around today."""
    course = _find(request.user, pk)
    date, now = asked.date(request), today()
    lessons = course.lessons.kept().with_progress()
    context = {
        "course": course,
        "date": date,
        "is_today": date == now,
        "roll": roll(course, date),
        "schedules": course.schedules.all(),
        "staff": course.staff.filter(retired_at=None).select_related("user"),
        "recent": lessons.until(now).latest_first()[:SHOWN_LESSONS],
        "upcoming": lessons.after(now).in_order()[:SHOWN_LESSONS],
    }
    return render(request, "roster/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def course_add(request):
    """Makes a course with its weekly schedule and its teachers."""
    return _edit(request, Course())


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def course_edit(request, pk):
    """Changes a course, its weekly schedule and its teachers."""
    return _edit(request, _find(request.user, pk))


def _find(user, pk):
    courses = Course.objects.visible_to(user).select_related("term", "status_set")
    return get_object_or_404(courses, pk=pk)


def _edit(request, course):
    data = request.POST if request.method == "POST" else None
    form = CourseForm(data, instance=course)
    schedules = ScheduleFormSet(data, instance=course, prefix="schedule")
    staff = CourseStaffFormSet(data, instance=course, prefix="staff")
    if data is not None and all([form.is_valid(), schedules.is_valid(), staff.is_valid()]):
        save_course(form, schedules, staff)
        messages.success(request, _("Saved: %(name)s") % {"name": course.name})
        return redirect(course)
    context = {"course": course, "form": form, "schedules": schedules, "staff": staff}
    return render(request, "roster/course_form.html", context)
