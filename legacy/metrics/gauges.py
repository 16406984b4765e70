"""Figures that are looked up when somebody asks: ages, and what waits."""

import time

from django.conf import settings
from django.db import Error
from django.db.models import Min
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from legacy.copies.backups import newest
from legacy.models import Job, Run, Worker
from legacy.queue.jobs import SILENT
from legacy.replicas.freshness import freshness
from legacy.replicas.routing import REPLICA

gauges = {}


def gauge(name, text):
    """Decorator: registers a function without arguments that returns a number, or None."""

    def register(function):
        gauges[name] = (text, function)
        return function

    return register


def read():
    """`(name, text, number)` of every figure. Those that need the database are missing while it
    is away, and `attendance_database_up` is 0."""
    autodiscover_modules("gauges")
    up = 1
    for name, (text, function) in gauges.items():
        try:
            number = function() if up else None
        except Error:
            number, up = None, 0
        if number is not None:
            yield name, text, number
    yield "attendance_database_up", "Whether the site's database answers", up


def seconds_since(moment):
    """Seconds from `moment` until now; None for None."""
    return moment and (timezone.now() - moment).total_seconds()


@gauge("attendance_backup_age_seconds", "Since the newest backup on this machine was written")
def backup_age():
    made = newest()
    return made and time.time() - made


@gauge("attendance_replica_age_seconds", "Since the replica was known to have everything")
def replica_age():
    return freshness.age() if REPLICA in settings.DATABASES else None


@gauge("attendance_workers", "Workers that have shown a sign of life")
def workers():
    return Worker.objects.alive(SILENT).count()


@gauge("attendance_jobs_open", "Jobs and mails that wait or are being done")
def jobs():
    return Job.objects.open().count()


@gauge("attendance_jobs_oldest_seconds", "Since the oldest job came in that has not begun")
def oldest_job():
    waiting = Job.objects.filter(state=Job.State.WAITING)
    return seconds_since(waiting.aggregate(oldest=Min("created_at"))["oldest"]) or 0


@gauge("attendance_import_age_seconds", "Since the last import that was done")
def import_age():
    last = Run.objects.filter(state=Run.State.DONE).order_by("pk").last()
    return last and seconds_since(last.finished_at)
