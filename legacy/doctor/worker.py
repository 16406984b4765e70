"""Is there somebody who does what waits in the queue?"""

from datetime import timedelta

from django.utils import timezone

from legacy.doctor.findings import check, ok, problem, warning
from legacy.models import Job, Worker
from legacy.queue.jobs import has_worker

PATIENCE = timedelta(minutes=1)  # a worker that is just being started finds what waits
CURE = "manage.py run_worker; docs/operations.md has the service that keeps it running"


@check("worker", needs=["site database", "migrations"])
def worker():
    """A worker is alive, at least while jobs wait."""
    waiting = Job.objects.open().order_by("pk").first()
    if has_worker():
        yield ok(f"{Worker.objects.latest('heartbeat_at')} is at work")
    elif waiting is None:
        yield warning("none is running; pages cannot start imports, and no mail leaves", CURE)
    elif timezone.now() - waiting.created_at < PATIENCE:
        yield ok(f"{waiting} has just come in")
    else:
        since = timezone.localtime(waiting.created_at)
        yield problem(f"{waiting} waits since {since:%Y-%m-%d %H:%M}, and none is running", CURE)
