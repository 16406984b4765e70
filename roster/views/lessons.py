"""Makes, changes, cancels and restores lessons."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from roster.days import today
from roster.forms.lessons import GenerateForm, LessonForm
from roster.models import Course, Lesson
from roster.services.errors import Refused
from roster.services.lessons import (
    add_lesson,
    cancel_lesson,
    generate_lessons,
    restore_lesson,
    update_lesson,
)
from roster.views.access import edits_roster, status_of, takes_attendance

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@takes_attendance
def lesson_add(request, pk):
    """Makes one lesson by hand."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    lesson = Lesson(course=course, date=today())
    form = LessonForm(request.POST or None, instance=lesson)
    if form.is_valid():
        add_lesson(lesson)
        messages.success(request, _("The lesson was made."))
        return redirect(lesson)
    return render(request, "roster/lesson_form.html", {"course": course, "form": form})


@require_http_methods(FORM_METHODS)
@takes_attendance
def lesson_edit(request, pk):
    """Changes a lesson's own fields, unless somebody was faster."""
    lesson = _find(request.user, pk)
    form = LessonForm(request.POST or None, instance=lesson)
    status = 200
    if form.is_valid():
        try:
            update_lesson(lesson, form.cleaned_data["version"])
        except Refused as error:
            form, status = _again(request, pk, error), status_of(error)
        else:
            messages.success(request, _("The lesson was saved."))
            return redirect(lesson)
    context = {"course": lesson.course, "lesson": lesson, "form": form}
    return render(request, "roster/lesson_form.html", context, status=status)


@require_http_methods(FORM_METHODS)
@takes_attendance
def lesson_cancel(request, pk):
    """Asks, then cancels a lesson."""
    return _confirm(request, pk, "cancel", cancel_lesson, _("The lesson was cancelled."))


@require_http_methods(FORM_METHODS)
@takes_attendance
def lesson_restore(request, pk):
    """Asks, then takes back that a lesson was cancelled."""
    return _confirm(request, pk, "restore", restore_lesson, _("The lesson takes place again."))


@require_http_methods(FORM_METHODS)
@edits_roster
def lessons_generate(request, pk):
    """Makes the lessons of the weekly schedule between two dates, without holidays."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    form = GenerateForm(request.POST or None, course=course)
    if form.is_valid():
        outcome = generate_lessons(course, form.cleaned_data["first"], form.cleaned_data["last"])
        messages.success(request, _said(outcome))
        return redirect(course)
    context = {"course": course, "form": form, "schedules": course.schedules.all()}
    return render(request, "roster/lessons_generate.html", context)


def _find(user, pk):
    return get_object_or_404(Lesson.objects.visible_to(user).select_related("course"), pk=pk)


def _again(request, pk, error):
    """The form with what was typed against the lesson as it is now, ready to be sent again."""
    data = request.POST.copy()
    lesson = _find(request.user, pk)
    data["version"] = str(lesson.version)
    form = LessonForm(data, instance=lesson)
    form.add_error(None, str(error))
    return form


def _confirm(request, pk, action, change, done):
    lesson = _find(request.user, pk)
    error = None
    if request.method == "POST":
        try:
            change(lesson)
        except Refused as refused:
            error = refused
        else:
            messages.success(request, done)
            return redirect(lesson)
    context = {"lesson": lesson, "course": lesson.course, "action": action, "error": error}
    status = status_of(error) if error else 200
    return render(request, "roster/lesson_confirm.html", context, status=status)


def _said(outcome):
    """One sentence about what was made and what was left out."""
    parts = [
        ngettext("%(n)d lesson made", "%(n)d lessons made", outcome.made) % {"n": outcome.made}
    ]
    if outcome.existing:
        there = ngettext("%(n)d was there", "%(n)d were there", outcome.existing)
        parts.append(there % {"n": outcome.existing})
    if outcome.holidays:
        names = ", ".join(f"{day:%m-%d} {name}" for day, name in sorted(outcome.holidays.items()))
        parts.append(_("left out: %(names)s") % {"names": names})
    return " · ".join(parts)
