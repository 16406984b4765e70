"""The worker: takes one long job at a time, does quick ones beside it, and shows all the while that
it is alive."""

import logging
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, Error, connection, connections
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said, one_line, said_of
from legacy.models import Job, Worker
from legacy.queue.jobs import end, finish, give_back, take
from legacy.queue.kinds import all_kinds
from legacy.queue.work import Cancelled, Interrupted, Later, Lost, Work
from legacy.source_models import models_are_old

POLL, BEAT, PAUSE = 1, 10, 5  # seconds: between two looks, between two signs of life, after a fault
PATIENCE = 35  # seconds in which a mail that is being sent comes to its end
FORGOTTEN = timedelta(days=1)  # rows of workers that died without a word are kept so long
log = logging.getLogger(__name__)


class Loop:
    """Works the queue off until it is told to stop, or with `once` until it is empty.

    With `beside` (a process id) it stops as soon as that process is gone.
    """

    def __init__(self, once=False, beside=None):
        self.once, self.beside = once, beside
        self.stopping, self.ended = threading.Event(), threading.Event()
        self.record, self.works = None, set()  # what is being done: one long job, one quick one

    def run(self):
        """Works; returns whether it stopped in order to be started again with newer models."""
        self.register()
        beating = threading.Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            return self.work_off() if self.once else self._work_off_both()
        finally:
            self.ended.set()
            beating.join(PAUSE)
            with suppress(DatabaseError):
                Worker.objects.filter(pk=self.record.pk).delete()

    def stop_at_signals(self):
        """Has SIGTERM and Ctrl-C end the loop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def stop(self, *signal_and_frame):
        """Ends the loop; a job that is being done is left to the next worker."""
        self.stopping.set()
        for work in list(self.works):
            work.stop = Interrupted(_("The worker was stopped; the next one goes on"))

    def _work_off_both(self):
        """Long jobs here, quick ones in a thread: no mail waits until an import is done."""
        beside = threading.Thread(target=self._work_off_quick, daemon=True)
        beside.start()
        try:
            return self.work_off(quick=False)
        finally:
            self.stop()
            beside.join(PATIENCE)

    def _work_off_quick(self):
        """Runs in a thread with a connection of its own."""
        try:
            self.work_off(quick=True)
        finally:
            connections.close_all()

    def work_off(self, quick=None):
        """Takes jobs, all or only those that are quick or not, as long as there are any, or until
        it is stopped. Returns whether the models of the old database are newer than it."""
        while not self.stopping.is_set():
            if not self.once and not quick and models_are_old():
                return True
            try:
                job = take(self.record, quick)
            except Error as error:  # the database is away for a while
                log.warning("The queue cannot be read: %s", one_line(error))
                connections.close_all()
                self.stopping.wait(PAUSE)
                continue
            if job is not None:
                self._do(job)
            elif self.once:
                break
            else:
                self.stopping.wait(POLL)
        return False

    def _do(self, job):
        work = Work(job)
        self.works.add(work)
        _leave_old_connections()
        try:
            if self.stopping.is_set():  # told between the two looks
                raise Interrupted
            finish(job, all_kinds()[job.kind].function(work))
        except Interrupted:
            give_back(job)
        except Later as error:
            give_back(job, error.seconds, one_line(error))
        except Lost:
            log.warning("%s has gone to another worker", job)
        except Cancelled as error:
            end(job, Job.State.CANCELLED, error.said)
        except Exception as error:  # whatever it is, the worker goes on with the next job
            self._fail(job, error)
        finally:
            self.works.discard(work)

    def _fail(self, job, error):
        said = said_of(error)
        if not isinstance(error, BridgeError | Error | OSError):
            log.error("%s failed", job, exc_info=error)
            said = Said("%(kind)s: %(said)s", kind=type(error).__name__, said=said)
        for _try in range(3):
            try:
                end(job, Job.State.FAILED, said)
                return
            except Error:
                connections.close_all()
                self.stopping.wait(PAUSE)

    def register(self):
        """Makes the row that says that this worker is there."""
        now = timezone.now()
        Worker.objects.filter(heartbeat_at__lt=now - FORGOTTEN).delete()
        host = socket.gethostname()[:80]
        self.record = Worker.objects.create(host=host, pid=os.getpid(), heartbeat_at=now)

    def _beat(self):
        """Runs in a thread with a connection of its own, so that no long statement silences it."""
        since = 0
        while not self.ended.wait(POLL):
            since += POLL
            if self.beside is not None and not _is_there(self.beside):
                self.stop()
            if not self.works and since < BEAT:
                continue
            since = 0
            try:
                self._sign()
            except Error as error:
                log.warning("No sign of life can be given: %s", one_line(error))
                connection.close()
        connection.close()

    def _sign(self):
        rows = Worker.objects.filter(pk=self.record.pk)
        if not rows.update(heartbeat_at=timezone.now()):
            self.register()
        for work in list(self.works):
            self._note(work)

    def _note(self, work):
        """Writes down how far `work` is, and brings it what was asked in the meantime."""
        mine = Job.objects.filter(pk=work.job.pk, state=Job.State.RUNNING, worker=work.job.worker)
        if not mine.update(done=work.done, total=work.total):
            if work in self.works:
                work.stop = Lost(_("The job has gone to another worker"))
        elif mine.filter(is_cancelled=True).exists():
            work.stop = Cancelled(_("Stopped by hand"))


def _leave_old_connections():
    """A server that has gone away in the meantime is asked anew."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()


def _is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def start_again():
    """Becomes a new process of the same command, which reads the models anew."""
    connections.close_all()
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - itself, as it was started
