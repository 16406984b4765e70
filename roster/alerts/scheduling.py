"""A worker looks and sends every quarter of an hour, as long as a rule is active."""

from django.utils import timezone

from legacy.models import Job
from legacy.queue.jobs import Busy, enqueue, open_job

ALERTS = "alerts"  # the kind of job, and its slot
EVERY = 15 * 60  # seconds


def schedule(user=None):
    """Has a worker look at once, and from then on again and again."""
    try:
        enqueue(ALERTS, user)
    except Busy as busy:
        waiting = Job.objects.filter(pk=busy.job.pk, state=Job.State.WAITING)
        waiting.update(due_at=timezone.now())


def is_scheduled():
    """Whether a worker will look again."""
    return open_job(ALERTS) is not None
