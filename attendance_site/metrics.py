"""The page that a monitoring system asks."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from legacy.metrics import gauges
from legacy.metrics.counting import meters


@login_not_required
@require_safe
def metrics(request):
    """Prometheus' text format for who knows METRICS_TOKEN; without one there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not _same(given, settings.METRICS_TOKEN):
        raise Http404
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    text = generate_latest(meters().shared()) + generate_latest(OfNow())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _same(given, wanted):
    return hmac.compare_digest(given.encode(), wanted.encode())


class OfNow:
    """What is looked up at this moment, as `prometheus_client` collects it."""

    def collect(self):
        from prometheus_client.core import GaugeMetricFamily

        for name, text, number in gauges.read():
            yield GaugeMetricFamily(name, text, value=number)
