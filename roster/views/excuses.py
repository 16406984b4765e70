"""Absences told ahead: recorded by staff, decided by the office."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.days import today
from roster.forms.attachments import AttachForm
from roster.forms.excuses import DecisionForm, ExcuseForm
from roster.models import Excuse, Lesson, Student
from roster.querysets.excuses import FILTERS
from roster.services import excuses as services
from roster.services.errors import Refused
from roster.services.excused_lessons import lessons_of
from roster.services.rows import rows_of
from roster.views import asked
from roster.views.access import decides_excuses, status_of, takes_attendance

FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_FOUND = 30


@require_safe
def excuses(request):
    """Excuses of the students the user sees, the waiting ones unless others are asked for."""
    shown = request.GET.get("show", FILTERS[0])
    q = request.GET.get("q", "")[:80]
    visible = Excuse.objects.visible_to(request.user).search(q)
    found = visible.narrowed(shown) if shown in FILTERS else visible
    found = found.select_related("student", "reason", "added_by").with_files()
    context = {
        "counts": visible.counts(),
        "shown": shown if shown in FILTERS else "all",
        "q": q,
        "page": asked.page(request, found),
    }
    return render(request, "roster/excuses.html", context)


@require_http_methods(FORM_METHODS)
@takes_attendance
def excuse_add(request):
    """Records the absence of one student, who is looked for first; from a lesson's page its
    students are offered."""
    lesson, student = _lesson(request), _student(request)
    if student is None:
        return _choose(request, lesson)
    if lesson and not lesson.course.enrollments.on(lesson.date).filter(student=student).exists():
        raise Http404
    date = lesson.date if lesson else today()
    initial = {"starts_on": date, "ends_on": date}
    form = ExcuseForm(
        request.POST or None,
        request.FILES or None,
        instance=Excuse(student=student),
        initial=initial,
    )
    if form.is_valid():
        return _record(request, form)
    context = {"student": student, "form": form, "decides": services.may_decide(request.user)}
    return render(request, "roster/excuse_form.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def excuse(request, pk):
    """One excuse: what it means for each lesson, its papers and its history; on POST adds
    papers."""
    found, form, decision = _find(request.user, pk), AttachForm(), DecisionForm()
    if request.method == "POST":
        if not request.user.takes_attendance:
            raise PermissionDenied
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            n = services.add_documents(found, form.cleaned_data["files"], request.user)
            messages.success(request, ngettext("%(n)d file", "%(n)d files", n) % {"n": n})
            return redirect(found)
    return _page(request, found, form, decision, 400 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@takes_attendance
def excuse_edit(request, pk):
    """Changes an excuse that nobody has decided."""
    found = _find(request.user, pk)
    form, status = ExcuseForm(request.POST or None, instance=found), 200
    if form.is_valid():
        try:
            services.change(found, request.user)
        except Refused as error:
            form.add_error(None, str(error))
            status = status_of(error)
        else:
            messages.success(request, _("The excuse was saved."))
            return redirect(found)
    status = 400 if form.errors and status == 200 else status
    context = {"student": found.student, "form": form, "excuse": found}
    return render(request, "roster/excuse_form.html", context, status=status)


@require_POST
@decides_excuses
def excuse_decide(request, pk):
    """Approves an excuse, which fills in blank marks, or refuses it with a word of why."""
    found, form = _find(request.user, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, AttachForm(), form, 400)
    values = form.cleaned_data
    try:
        if values["decision"] == "refuse":
            services.refuse(found, request.user, values["answer"])
            messages.success(request, _("The excuse was refused."))
        else:
            closed_too = values["closed_too"]
            done = services.approve(found, request.user, values["answer"], closed_too)
            messages.success(request, _filled(done))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(found)


@require_POST
@takes_attendance
def excuse_withdraw(request, pk):
    """Withdraws an excuse, and with an approved one the marks that it filled in."""
    found = _find(request.user, pk)
    if found.is_approved and not services.may_decide(request.user):
        raise PermissionDenied
    try:
        done = services.withdraw(found, request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _taken_back(done))
    return redirect(found)


def _find(user, pk):
    found = Excuse.objects.visible_to(user).select_related("student", "reason", "decided_by")
    return get_object_or_404(found, pk=pk)


def _key(request, name):
    text = request.GET.get(name, "")
    if text and not (text.isdecimal() and len(text) <= 18):
        raise Http404
    return text


def _lesson(request):
    lessons = Lesson.objects.visible_to(request.user).select_related("course__status_set")
    key = _key(request, "lesson")
    return get_object_or_404(lessons, pk=key) if key else None


def _student(request):
    key = _key(request, "student")
    students = Student.objects.visible_to(request.user)
    return get_object_or_404(students, pk=key) if key else None


def _choose(request, lesson):
    q = request.GET.get("q", "")[:80]
    if lesson:
        rows = [(row.student_id, row.name, row.number) for row in rows_of(lesson)]
    else:
        students = Student.objects.visible_to(request.user).active().search(q)
        rows = list(students.values_list("pk", "name", "number")[:MOST_FOUND]) if q else []
    context = {"lesson": lesson, "rows": rows, "q": q}
    return render(request, "roster/excuse_choose.html", context)


def _record(request, form):
    made = services.record(form.instance, form.cleaned_data["files"], request.user)
    if request.POST.get("action") == "approve" and services.may_decide(request.user):
        messages.success(request, _filled(services.approve(made, request.user)))
    else:
        messages.success(request, _("The excuse was recorded. It waits to be decided."))
    return redirect(made)


def _page(request, found, form, decision, status):
    decides, lessons = services.may_decide(request.user), lessons_of(found, request.user)
    attachments = list(found.attachments.kept().select_related("added_by"))
    found.has_files = bool(attachments)
    context = {
        "excuse": found,
        "lessons": lessons,
        "has_locked": any(one.word == "locked" for one in lessons),
        "attachments": attachments,
        "events": found.events.select_related("user"),
        "form": form,
        "decision": decision,
        "decides": decides,
        "withdraws": found.is_open
        and (decides or found.is_waiting and request.user.takes_attendance),
    }
    return render(request, "roster/excuse.html", context, status=status)


def _filled(done):
    """One sentence about what an approval did."""
    said = ngettext("Approved: %(n)d mark filled in", "Approved: %(n)d marks filled in", done.marks)
    parts = [said % {"n": done.marks}]
    if done.locked:
        left = ngettext("%(n)d lesson is locked", "%(n)d lessons are locked", done.locked)
        parts.append(left % {"n": done.locked})
    return " · ".join(parts)


def _taken_back(done):
    """One sentence about what a withdrawal did."""
    said = ngettext(
        "Withdrawn: %(n)d mark taken back", "Withdrawn: %(n)d marks taken back", done.marks
    )
    parts = [said % {"n": done.marks}]
    if done.changed:
        left = ngettext(
            "%(n)d was changed since and stays", "%(n)d were changed since and stay", done.changed
        )
        parts.append(left % {"n": done.changed})
    return " · ".join(parts)
