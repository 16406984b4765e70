"""Alerts: the rules, what they would send, and what went out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.alerts.collecting import is_paused
from roster.alerts.listing import preview_of, with_lessons
from roster.alerts.outbox import send_again
from roster.alerts.scheduling import schedule
from roster.forms.alerts import AlertRuleForm
from roster.models import Alert, AlertMessage, AlertRule
from roster.paging import KeysFirstPaginator
from roster.views import asked
from roster.views.access import edits_roster

FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN = 100


@require_safe
@edits_roster
def alerts(request):
    """The rules, and what they have found, the latest first."""
    page = asked.page(request, Alert.objects.for_list(), KeysFirstPaginator)
    page.object_list = with_lessons(page.object_list)
    shown = AlertMessage.objects.filter(alert__in=page.object_list)
    context = {
        "rules": AlertRule.objects.select_related("course"),
        "page": page,
        "counts": AlertMessage.objects.counts(),
        "repeatable": set(shown.repeatable().values_list("pk", flat=True)),
        "paused": is_paused(),
    }
    return render(request, "roster/alerts.html", context)


@require_http_methods(FORM_METHODS)
@edits_roster
def alert_rule_add(request):
    """Makes a rule, which sends nothing before its preview was looked at."""
    form = AlertRuleForm(request.POST or None)
    if form.is_valid():
        return redirect(form.save())
    return render(request, "roster/alert_rule.html", {"form": form})


@require_http_methods(FORM_METHODS)
@edits_roster
def alert_rule(request, pk):
    """Changes a rule, and shows who would get what now."""
    rule = get_object_or_404(AlertRule, pk=pk)
    form = AlertRuleForm(request.POST or None, instance=rule)
    if form.is_valid():
        form.save()
        if rule.is_active:
            schedule(request.user)
        messages.success(request, _("The rule was saved."))
        return redirect("roster:alerts")
    if form.errors:
        rule.refresh_from_db()
    lines = preview_of(rule)
    context = {"form": form, "rule": rule, "lines": lines[:SHOWN], "number": len(lines)}
    return render(request, "roster/alert_rule.html", context, status=400 if form.errors else 200)


@require_POST
@edits_roster
def alerts_look(request):
    """Has a worker look and send now."""
    schedule(request.user)
    messages.success(request, _("A worker looks now, and sends what is new."))
    return redirect("roster:alerts")


@require_POST
@edits_roster
def alert_again(request, pk):
    """Has a message sent again that failed, or of which nobody knows whether it went."""
    send_again(get_object_or_404(AlertMessage, pk=pk))
    schedule(request.user)
    messages.success(request, _("The message is tried again."))
    return redirect("roster:alerts")
