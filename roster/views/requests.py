"""Requests to unlock a lesson, and announced absences."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.days import today
from roster.forms.requests import AbsenceNoticeForm, UnlockForm
from roster.models import AbsenceNotice, Lesson, Student, UnlockRequest
from roster.services.unlocking import ask, decide
from roster.views import asked
from roster.views.access import edits_roster, takes_attendance


@require_POST
@takes_attendance
def unlock_ask(request, pk):
    """Asks the office to unlock a lesson."""
    lesson = get_object_or_404(Lesson.objects.visible_to(request.user), pk=pk)
    form = UnlockForm(request.POST)
    if form.is_valid():
        ask(lesson, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The office was asked to unlock this lesson."))
    else:
        messages.error(request, _("Please give a reason."))
    return redirect(lesson)


@require_safe
@edits_roster
def unlocks(request):
    """Requests to unlock lessons, the undecided ones first."""
    rows = UnlockRequest.objects.select_related("lesson__course", "asked_by", "decided_by")
    context = {
        "opened": rows.open(),
        "page": asked.page(request, rows.exclude(decided_at=None)),
    }
    return render(request, "roster/unlocks.html", context)


@require_POST
@edits_roster
def unlock_decide(request, pk):
    """Grants a request for an hour, or declines it."""
    found = get_object_or_404(UnlockRequest, pk=pk)
    decided = decide(found, request.user, request.POST.get("decision") == "grant")
    if decided.is_granted:
        messages.success(request, _("The lesson is unlocked for an hour."))
    else:
        messages.success(request, _("The request was declined."))
    return redirect("roster:unlocks")


@require_http_methods(["GET", "HEAD", "POST"])
@takes_attendance
def absence_add(request, pk):
    """Notes that a student will not come."""
    student = get_object_or_404(Student.objects.visible_to(request.user), pk=pk)
    notice = AbsenceNotice(student=student, added_by=request.user)
    initial = {"starts_on": today(), "ends_on": today()}
    form = AbsenceNoticeForm(request.POST or None, instance=notice, initial=initial)
    if form.is_valid():
        form.save()
        messages.success(request, _("The absence was noted."))
        return redirect(student)
    return render(request, "roster/absence_form.html", {"student": student, "form": form})


@require_POST
@takes_attendance
def absence_withdraw(request, pk):
    """Takes an announcement back; it stays in the records."""
    students = Student.objects.visible_to(request.user).values("pk")
    notices = AbsenceNotice.objects.filter(student__in=students, withdrawn_at=None)
    notice = get_object_or_404(notices.select_related("student"), pk=pk)
    notice.withdrawn_at = timezone.now()
    notice.save(update_fields=("withdrawn_at",))
    messages.success(request, _("The announcement was taken back."))
    return redirect(notice.student)
