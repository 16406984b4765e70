"""What can go wrong with alerts, for `manage.py doctor`."""

from django.conf import settings
from django.utils.module_loading import import_string

from legacy.doctor.findings import check, ok, problem, warning
from roster.alerts.scheduling import is_scheduled
from roster.models import AlertMessage, AlertRule


@check("alerts", needs=["site database", "migrations"])
def alerts():
    """Alerts go out, and their channels can be loaded."""
    for name in settings.ALERT_CHANNELS:
        try:
            import_string(name)
        except ImportError as error:
            yield problem(f"ALERT_CHANNELS: {error}", "name classes that are there")
    if not AlertRule.objects.active().exists():
        yield ok("no rule is active")
        return
    stuck, counts = AlertMessage.objects.stuck().count(), AlertMessage.objects.counts()
    if stuck or not is_scheduled():
        yield problem(
            f"{stuck} messages wait for over an hour", "manage.py send_alerts; run_worker"
        )
    elif counts["unclear"] or counts["failed"]:
        said = f"{counts['failed']} failed, {counts['unclear']} perhaps not sent"
        yield warning(said, "see /alerts/, and try them again there")
    else:
        yield ok(f"{counts['waiting']} messages wait")
