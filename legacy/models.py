"""What the bridge itself remembers: maps, runs and rejects."""

from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WAIT = timedelta(days=1)  # between two tries of a job


class ImportedModel(models.Model):
    """A row that may have come from the old database.

    `legacy_key` is a hex digest of source, table and key, because MariaDB's collations fold case
    and trailing blanks. `legacy_ref` is "table:key" in plain text, to find the old row again.
    """

    legacy_key = models.CharField(max_length=40, null=True, unique=True, editable=False)
    legacy_ref = models.CharField(
        _("old row"), max_length=255, blank=True, default="", editable=False
    )
    retired_at = models.DateTimeField(
        _("gone from the old database since"), null=True, blank=True, editable=False
    )
    import_run = models.PositiveBigIntegerField(
        _("brought by import"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True


class MapQuerySet(models.QuerySet):
    """Versions of the map."""

    def newest(self):
        """The version that the next import uses, or None."""
        return self.order_by("pk").last()

    def last_used(self):
        """The version that the last import used, which says what follows the old database now;
        None before the first one."""
        return self.exclude(used_at=None).order_by("used_at", "pk").last()

    def before(self, version):
        """The version before that one, or None."""
        return self.filter(pk__lt=version.pk).order_by("pk").last()


class Map(models.Model):
    """One version of the map, the text of a `legacy.toml`; its number is its primary key."""

    text = models.TextField(_("map"))
    digest = models.CharField(_("digest"), max_length=64, db_index=True)
    source_name = models.CharField(_("name of the source"), max_length=80)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True, db_index=True)

    objects = MapQuerySet.as_manager()

    class Meta:
        verbose_name = _("map")
        verbose_name_plural = _("maps")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.pk} ({self.digest[:8]})"


class Run(models.Model):
    """One import: when, by whom, with which map, and what it brought."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("taken back")

    map = models.ForeignKey(Map, models.PROTECT, verbose_name=_("map"))
    job = models.ForeignKey(
        "Job", models.SET_NULL, null=True, related_name="runs", verbose_name=_("job")
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    host = models.CharField(_("machine"), max_length=80, blank=True)
    pid = models.PositiveIntegerField(_("process"), null=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    message = models.TextField(_("message"), blank=True)
    said = models.JSONField(default=dict, editable=False)  # the parts of `message`: errors.kept

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)

    def __str__(self):
        return f"#{self.pk}"

    @property
    def left_out(self):
        """How many rows it could not take, or not as they were; those among them that nothing has
        changed about are not listed again."""
        kinds = ("rejected", "conflicts")
        return sum(one.get(kind, 0) for one in self.counts.values() for kind in kinds)


class WorkerQuerySet(models.QuerySet):
    """Chainable queries over workers."""

    def alive(self, silence):
        """Those that gave a sign of life within `silence` (a timedelta). One that is yet to come is
        from a clock that was set back since."""
        now = timezone.now()
        return self.filter(heartbeat_at__range=(now - silence, now + silence))


class Worker(models.Model):
    """A process that works jobs off; `heartbeat_at` is its sign of life."""

    host = models.CharField(_("machine"), max_length=80)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), db_index=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self):
        return f"{self.host}:{self.pid}"


class JobQuerySet(models.QuerySet):
    """Chainable queries over jobs."""

    def open(self):
        """Those that wait or are being worked on."""
        return self.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))

    def ended_before(self, moment):
        """Those that came to an end, whatever it was, before `moment`."""
        return self.filter(finished_at__lt=moment)

    def ready(self, silence):
        """Those that wait and are due, and those whose worker is gone or gave no sign of life
        within `silence` (a timedelta).

        A wait that is longer than any is from a clock that was set back since."""
        now = timezone.now()
        abandoned = models.Q(worker=None) | ~models.Q(worker__in=Worker.objects.alive(silence))
        running = models.Q(state=Job.State.RUNNING) & abandoned
        later = models.Q(due_at__gt=now, due_at__lte=now + LONGEST_WAIT)
        due = models.Q(due_at=None) | ~later
        return self.filter(models.Q(state=Job.State.WAITING) & due | running).order_by("pk")


class Job(models.Model):
    """Long work that a worker does, one after another, whatever becomes of the web server.

    `slot` is what the job has to itself until it ends: of jobs with the same one only one can be
    open. It is a plain unique column, because not every database has conditional ones.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("stopped")

    kind = models.CharField(_("kind"), max_length=40)
    slot = models.CharField(_("place"), max_length=60, unique=True)
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    due_at = models.DateTimeField(_("due at"), null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    worker = models.ForeignKey(
        Worker, models.SET_NULL, null=True, related_name="jobs", verbose_name=_("worker")
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done = models.PositiveBigIntegerField(_("rows done"), default=0)
    total = models.PositiveBigIntegerField(_("rows in all"), default=0)
    is_cancelled = models.BooleanField(_("to be stopped"), default=False)
    result = models.JSONField(_("result"), default=dict)
    message = models.TextField(_("message"), blank=True)
    said = models.JSONField(default=dict, editable=False)  # the parts of `message`: errors.kept

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-id",)

    def __str__(self):
        return f"{self.kind} #{self.pk}"

    @property
    def is_open(self):
        """Whether it waits or is being worked on."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self):
        """How far it is, 0…100; None where nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None


class RejectQuerySet(models.QuerySet):
    """Chainable queries over rejected rows."""

    def with_reason(self, reason):
        """Those with this reason; all of them where it is empty."""
        return self.filter(reason=reason) if reason else self

    def by_reason(self):
        """Rows of `target`, `reason` and how many (`number`), the most first."""
        rows = self.order_by().values("target", "reason")
        return rows.annotate(number=models.Count("pk")).order_by("-number", "reason")


class Reject(models.Model):
    """A row of the old database that a run could not take, or took only in part, and why."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="rejects", verbose_name=_("import"))
    target = models.CharField(_("target"), max_length=40)
    table = models.CharField(_("table"), max_length=200)
    key = models.CharField(_("key"), max_length=255)
    reason = models.CharField(_("reason"), max_length=40, db_index=True)
    detail = models.CharField(_("detail"), max_length=255, blank=True)
    values = models.JSONField(_("values"), default=dict)

    objects = RejectQuerySet.as_manager()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ("id",)

    def __str__(self):
        return f"{self.table}:{self.key}"


class Change(models.Model):
    """What a row of the site was before a run changed it, so that the run can be taken back."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="changes", verbose_name=_("import"))
    target = models.CharField(_("target"), max_length=40)
    row = models.PositiveBigIntegerField(_("row"))
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        constraints = [
            models.UniqueConstraint(fields=("run", "target", "row"), name="change_once_per_run")
        ]

    def __str__(self):
        return f"{self.target} {self.row}"


class SourceState(models.Model):
    """What one source of a map was when a run last carried all of it: a run that finds it
    unchanged has nothing to do."""

    target = models.CharField(_("target"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"))
    digest = models.CharField(_("digest"), max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    run = models.ForeignKey(Run, models.CASCADE, related_name="states", verbose_name=_("import"))

    class Meta:
        verbose_name = _("state of a source")
        verbose_name_plural = _("states of sources")
        constraints = [
            models.UniqueConstraint(fields=("target", "number"), name="source_state_once")
        ]

    def __str__(self):
        return f"{self.target} {self.number}"
