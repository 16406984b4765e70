"""One run of an import, from the first row to the summary."""

import gc
import os
import socket
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from legacy import maps
from legacy.carrying import Carrier
from legacy.dropped_tables import refuse_dropped
from legacy.easing import eased
from legacy.errors import BridgeError, Said, kept, said_of
from legacy.models import Run
from legacy.reading import look
from legacy.references import References
from legacy.rejects import Rejects
from legacy.since import since_date
from legacy.stand_ins import has_stand_ins, make_stand_in
from legacy.targets import registry
from legacy.unchanged import Changes
from legacy.undoing import remove_unused

STALE = timedelta(minutes=5)  # a run that has not beaten for so long on another machine is dead
HALF_WAY = Said(_("stopped half way"))


class ImportRun:
    """Brings over what a Plan says.

    `only` bounds the targets, `limit` the rows of each source, `since` (a date) lessons and marks;
    a run that is bounded in rows retires nothing. Further options: `full`, `user`, `job`,
    `version` (the Map that the plan was read from), `rejects_path` (a path, or a function that
    gives one for the Run), `placeholders` (for whom rows refer to and the old database has not,
    where the target declares them), `retire` (also what came from tables that the plan does not
    name any more).
    Targets whose rows have not changed in the old database since the last run are not looked at
    one by one, unless it is a `full` run. With `dry_run` everything happens in one transaction
    that is taken back at the end, so that what is counted is what would happen.
    `progress(rows)` is called after each batch.
    """

    def __init__(self, plan, *, dry_run=False, only=(), limit=None, since=None, **options):
        self.plan = plan if since is None else since_date(plan, since)
        self.dry_run, self.only, self.limit, self.since = dry_run, set(only), limit, since
        self.full, self.user = options.get("full", False), options.get("user")
        self.job, self.version = options.get("job"), options.get("version")
        self.rejects_path, self.rejects = options.get("rejects_path"), None
        self.placeholders = options.get("placeholders", False)
        self.retire = options.get("retire", False)
        self.now, self.changes = timezone.now(), Changes(plan)
        self.references = References(plan, self._stand_in)
        self.counts, self.record = {}, None
        self.progress = lambda rows: None

    def execute(self):
        """Runs; returns the counts by target. Raises BridgeError where it cannot begin."""
        self._check_targets()
        for target in self.targets():
            for source in self.plan.sources(target.name):
                look(source)
        if self.dry_run:
            with _taken_back():
                self._begin()
                self._carry()
            return self.counts
        if self.is_whole and not self.retire:
            refuse_dropped(self)
        self._begin()
        try:
            self._carry()
        except BaseException as error:
            with suppress(DatabaseError):  # the database itself may be what failed
                self._end(Run.State.FAILED, said_of(error))
            raise
        self._end(Run.State.DONE)
        return self.counts

    def targets(self):
        """The targets of this run, in the order in which they are carried."""
        chosen = (target for target in registry if self.plan.sources(target.name))
        return [target for target in chosen if not self.only or target.name in self.only]

    def counts_of(self, target):
        """The Counter of one target; it also holds `notes`, a dict of what was left empty."""
        return self.counts.setdefault(target, Counter())

    @property
    def is_whole(self):
        """Whether every row is read, so that a row not seen is gone."""
        return self.limit is None and self.since is None

    def is_unchanged(self, target):
        """Whether the old rows of `target` are the same as when a run last carried them all."""
        looks_again = self.full or not self.is_whole or self._can_stand_in(target)
        return not looks_again and self.changes.is_same(target)

    def _can_stand_in(self, target):
        """Whether rows that were rejected as orphans when the target was last carried may have a
        placeholder now."""
        states = self.changes.states(target).values()
        reasons = {reason for one in states for reason in one.counts.get("reasons", ())}
        orphaned = [one.to for one in target.fields if f"orphan {one.name}" in reasons]
        return any(
            self.placeholders or has_stand_ins(registry[name])
            for name in orphaned
            if registry[name].placeholder("") is not None
        )

    def _stand_in(self, target, key, parts):
        """The primary key of a new placeholder, or None where there is to be none."""
        if not self.placeholders or not self.plan.sources(target.name):
            return None
        made = make_stand_in(target, key, parts, self.record.pk)
        if made is None:
            return None
        self.counts_of(target.name)["placeholders"] += 1
        return made.pk

    def _remove_unused(self):
        for target in registry:
            if self.counts.get(target.name, {}).get("placeholders"):
                with transaction.atomic():
                    unused = remove_unused(target, self.record)
                self.counts_of(target.name)["placeholders"] -= unused

    def remember(self, target):
        """Keeps what the old rows of `target` were; called with the transaction that ends it."""
        if self.is_whole:
            self.changes.remember(target, self.counts_of(target.name), self.record)

    def reject(self, target, row, reason, detail=""):
        """Keeps a row that can not be taken, with the reason."""
        self.counts_of(target)["rejected"] += 1
        self._report(target, row, reason, detail)

    def conflict(self, target, row, detail=""):
        """Keeps a row whose change was not taken because a person has changed the value here."""
        self.counts_of(target)["conflicts"] += 1
        self._report(target, row, "edited here", detail)

    def _report(self, target, row, reason, detail):
        reasons = self.counts_of(target).setdefault("reasons", {})
        reasons[reason] = reasons.get(reason, 0) + 1
        self.rejects.add(target, row, reason, detail)

    def beat(self, rows):
        """Called inside the transaction of each batch: what is counted is what is committed."""
        self.rejects.flush()
        Run.objects.filter(pk=self.record.pk).update(
            counts=self.counts, heartbeat_at=timezone.now()
        )
        self.progress(rows)

    def _check_targets(self):
        unknown = self.only - {target.name for target in registry if self.plan.sources(target.name)}
        if unknown:
            listed = ", ".join(sorted(unknown))
            raise BridgeError(_("The map does not fill %(listed)s"), listed=listed)

    def _begin(self):
        with transaction.atomic():
            self._refuse_second_run()
            maps.refuse_other_name(self.plan)
            used = maps.use(self.version or maps.keep(self.plan, self.user))
            self.record = Run.objects.create(
                map=used,
                job=self.job,
                started_by=self.user,
                host=socket.gethostname()[:80],
                pid=os.getpid(),
            )
        path = self.rejects_path(self.record) if callable(self.rejects_path) else self.rejects_path
        self.rejects = Rejects(self.record, path, self.plan)

    def _carry(self):
        """Carries every target, out of one snapshot of the old database where it can give one."""
        gc.freeze()  # what is there now stays: looking through it again and again costs a tenth
        try:
            with eased(connection), transaction.atomic(using="legacy"):
                for target in self.targets():
                    Carrier(self, target(self)).carry()
                self._remove_unused()
        finally:
            gc.unfreeze()
            self.rejects.close()

    def _end(self, state, said=None):
        Run.objects.filter(pk=self.record.pk).update(
            **kept(said), state=state, counts=self.counts, finished_at=timezone.now()
        )

    def _refuse_second_run(self):
        for other in Run.objects.select_for_update().filter(state=Run.State.RUNNING):
            if is_alive(other):
                text, since = _("Import %(run)s is running since %(since)s"), other.started_at
                raise BridgeError(text, run=str(other), since=f"{since:%H:%M}")
            Run.objects.filter(pk=other.pk).update(
                **kept(HALF_WAY), state=Run.State.FAILED, finished_at=timezone.now()
            )


def is_alive(run):
    """Whether the process of a run that says it is running still exists."""
    if run.host == socket.gethostname()[:80]:
        if run.pid == os.getpid():
            return False
        try:
            os.kill(run.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
    return run.heartbeat_at is not None and abs(timezone.now() - run.heartbeat_at) < STALE


def alive_run():
    """The import that is running now, wherever it was started, or None."""
    return next((one for one in Run.objects.filter(state=Run.State.RUNNING) if is_alive(one)), None)


@contextmanager
def _taken_back():
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
