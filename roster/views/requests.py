"""Requests to unlock a lesson."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roster.forms.requests import UnlockForm
from roster.models import Lesson, UnlockRequest
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
