"""What the book tells a monitoring system."""

from legacy.metrics.gauges import gauge
from roster.models import AlertMessage


@gauge("attendance_alerts_waiting", "Alerts in the outbox")
def alerts_waiting():
    return AlertMessage.objects.counts()["waiting"]


@gauge("attendance_alerts_stuck", "Alerts that have waited for over an hour")
def alerts_stuck():
    return AlertMessage.objects.stuck().count()
