"""What the processes of this server count. Without METRICS_TOKEN nothing is counted or loaded.

Several processes of one web server share the folder that PROMETHEUS_MULTIPROC_DIR names (made by
`gunicorn.conf.py`); whichever is asked tells of all of them.
"""

import os
import threading
from functools import cache

from django.conf import settings

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10)  # seconds


class Meters:
    """The counters of this process."""

    def __init__(self):
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry = CollectorRegistry()
        self.requests = Counter(
            "attendance_requests",
            "Answers of the site",
            ("view", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "attendance_request_seconds",
            "Time until an answer was made",
            ("view",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.marks = Counter("attendance_marks", "Marks saved", registry=self.registry)

    def shared(self):
        """The registry that has what all processes of this server have counted."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return self.registry
        from prometheus_client import CollectorRegistry, multiprocess

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        return registry


_making = threading.Lock()  # two sets of counters in one process would overwrite each other


@cache
def _meters():
    return Meters()


def meters():
    """The Meters of this process; None where nobody asks for figures."""
    if not settings.METRICS_TOKEN:
        return None
    with _making:
        return _meters()


def count_marks(number):
    """Notes that so many marks were saved."""
    if counted := meters():
        counted.marks.inc(number)
