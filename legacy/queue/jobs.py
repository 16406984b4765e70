"""Jobs go in, are taken by a worker, and end; each step is one statement that only one can win."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said, kept
from legacy.models import Job, Worker
from legacy.queue.kinds import all_kinds, names
from legacy.retrying import retried

SILENT = timedelta(seconds=45)  # a worker that has not beaten for so long is dead
TRIES = 3  # how often a job may take its worker with it


class Busy(BridgeError):
    """Another job has the place that this one needs; `job` is that one."""

    def __init__(self, job):
        super().__init__(_("Job %(job)s is not done yet"), job=str(job))
        self.job = job


@retried
def enqueue(name, user=None, **arguments):
    """Puts a job of the kind `name` into the queue; returns the Job. Raises Busy."""
    slot = all_kinds()[name].slot or uuid.uuid4().hex
    try:
        with transaction.atomic():
            return Job.objects.create(kind=name, slot=slot, arguments=arguments, created_by=user)
    except IntegrityError:
        other = Job.objects.filter(slot=slot).first()
    if other is None:  # it has ended this very moment
        return enqueue(name, user, **arguments)
    raise Busy(other)


def open_job(slot):
    """The job that has this place now, or None."""
    return Job.objects.filter(slot=slot).first()


def take(worker, quick=None):
    """The oldest job that waits or whose worker has died, now `worker`'s; None without one.

    Only a quick one, or only one that is not, where `quick` says so.
    """
    ready = Job.objects.ready(SILENT).filter(kind__in=names(quick))
    for job in ready:
        if job.tries >= TRIES:
            end(job, Job.State.FAILED, Said(_("its worker died %(n)s times"), n=job.tries))
            continue
        taken = _still(job).update(
            state=Job.State.RUNNING,
            worker=worker,
            tries=F("tries") + 1,
            done=0,
            started_at=Coalesce("started_at", timezone.now()),
        )
        if taken:
            job.refresh_from_db()
            return job
    return None


def give_back(job, seconds=0, message=""):
    """Leaves a job that was begun to the next worker, `seconds` from now at the earliest."""
    _still(job).update(
        state=Job.State.WAITING,
        worker=None,
        tries=F("tries") - 1,
        due_at=timezone.now() + timedelta(seconds=seconds),
        message=message,
    )


def finish(job, result):
    """Ends a job that was done; what is quick leaves nothing behind."""
    if all_kinds()[job.kind].quick:
        _still(job).delete()
    else:
        end(job, Job.State.DONE, result=result)


def end(job, state, said=None, result=None):
    """Ends a job, and frees its place, unless it has gone to another worker."""
    _still(job).update(
        **kept(said),
        state=state,
        result=result or {},
        slot=f"ended {job.pk}",
        finished_at=timezone.now(),
    )


def cancel(job):
    """Asks that a job stops: at once where it still waits, else when its worker next looks."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    stopped = waiting.update(
        state=Job.State.CANCELLED, slot=f"ended {job.pk}", finished_at=timezone.now()
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(is_cancelled=True)


def has_worker():
    """Whether a worker has shown a sign of life lately."""
    return Worker.objects.alive(SILENT).exists()


def _still(job):
    """The row of `job` as long as it is in the state, and with the worker, that `job` says."""
    return Job.objects.filter(pk=job.pk, state=job.state, worker=job.worker_id)
