"""The rules by which marks are counted, with the dates from which they hold."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roster.forms.policies import PolicyForm
from roster.models import Policy
from roster.reports.days import day_names
from roster.views import asked
from roster.views.access import edits_roster

SHOWN = 200


@require_safe
@edits_roster
def policies(request):
    """The rules of the site and of single courses."""
    found = Policy.objects.select_related("course").in_force_first()
    return render(request, "roster/policies.html", {"page": asked.page(request, found)})


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def policy_add(request):
    """Makes a rule; what it does to rates of today is shown first."""
    return _edit(request, Policy(course_id=None))


@require_http_methods(["GET", "HEAD", "POST"])
@edits_roster
def policy_edit(request, pk):
    """Changes a rule; what it does to rates of today is shown first."""
    return _edit(request, get_object_or_404(Policy, pk=pk))


def _edit(request, policy):
    form = PolicyForm(request.POST or None, instance=policy)
    differences, days = [], []
    if form.is_valid():
        outcome = form.put()
        if outcome.is_saved:
            messages.success(request, _("The rules were saved."))
            return redirect("roster:policies")
        differences, days = outcome.differences, outcome.days
    context = {"form": form, "differences": differences[:SHOWN], "number": len(differences)}
    context |= {"days": days[:SHOWN], "day_number": len(days), "day_heads": day_names().values()}
    status = 400 if form.errors else 409 if differences or days else 200
    return render(request, "roster/policy_form.html", context, status=status)
