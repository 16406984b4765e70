"""The queue: every job is done once, whatever becomes of workers."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from legacy.errors import BridgeError
from legacy.models import Job, Worker
from legacy.queue import kinds
from legacy.queue.jobs import Busy, cancel, end, enqueue, has_worker, take
from legacy.queue.work import Cancelled, Later, Lost
from legacy.queue.worker import Loop

MODELS = settings.BASE_DIR / "legacy/source/models.py"


@pytest.fixture
def declared(monkeypatch):
    """A function that declares a kind of work for this test."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds.all_kinds()))
    return kinds.kind


def make_worker(silent_for=0):
    beat = timezone.now() - timedelta(seconds=silent_for)
    return Worker.objects.create(host="here", pid=1, heartbeat_at=beat)


def work_off():
    loop = Loop(once=True)
    loop.register()
    loop.work_off()
    return loop


@pytest.mark.django_db
def test_enqueue_while_the_place_is_taken(declared):
    declared("bake", slot="oven")(lambda work: None)
    first = enqueue("bake", loaf=1)
    with pytest.raises(Busy) as refused:
        enqueue("bake", loaf=2)
    assert refused.value.job == first
    work_off()
    assert enqueue("bake", loaf=2).arguments == {"loaf": 2}


@pytest.mark.django_db
def test_enqueue_without_a_slot_takes_any_number(declared):
    declared("mail")(lambda work: {"sent": work.arguments["to"]})
    for name in ("a", "b"):
        enqueue("mail", to=name)
    work_off()
    done = Job.objects.order_by("pk").values_list("state", "result", "tries")
    assert list(done) == [("done", {"sent": "a"}, 1), ("done", {"sent": "b"}, 1)]


@pytest.mark.django_db
def test_take_gives_a_job_to_one_worker_only(declared):
    declared("mail")(lambda work: None)
    job, first, second = enqueue("mail"), make_worker(), make_worker()
    assert take(first) == job
    assert take(second) is None


@pytest.mark.django_db
def test_take_leaves_what_nobody_here_can_do():
    Job.objects.create(kind="of a newer version", slot="x")
    assert take(make_worker()) is None


@pytest.mark.django_db
def test_job_of_a_silent_worker_goes_to_the_next_and_stays_there(declared):
    declared("mail")(lambda work: None)
    enqueue("mail")
    dead, next_one = make_worker(silent_for=60), make_worker()
    lost = take(dead)
    taken = take(next_one)
    assert (taken, taken.tries) == (lost, 2)
    end(lost, Job.State.DONE)  # it was not dead: what it says does not count any more
    assert Job.objects.get().state == Job.State.RUNNING
    end(taken, Job.State.DONE)
    assert Job.objects.get().state == Job.State.DONE


@pytest.mark.django_db
def test_job_that_takes_its_worker_with_it_every_time_fails(declared):
    declared("mail")(lambda work: None)
    enqueue("mail")
    for _death in range(3):
        assert take(make_worker(silent_for=60)) is not None
    assert take(make_worker()) is None
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.FAILED, "its worker died 3 times")


@pytest.mark.django_db
def test_failure_is_one_line_and_the_next_job_is_done(declared, caplog):
    @declared("fall")
    def fall(work):
        raise work.arguments["kind"] == "known" and BridgeError("No\nway") or KeyError("x")

    declared("mail")(lambda work: None)
    enqueue("fall", kind="known")
    enqueue("fall", kind="fault")
    enqueue("mail")
    work_off()
    jobs = Job.objects.order_by("pk").values_list("state", "message")
    assert list(jobs) == [("failed", "No way"), ("failed", "KeyError: 'x'"), ("done", "")]
    assert [one.getMessage() for one in caplog.records] == [
        f"fall #{Job.objects.all()[1].pk} failed"
    ]


@pytest.mark.django_db
def test_cancel_of_a_job_that_waits(declared):
    declared("bake", slot="oven")(lambda work: pytest.fail("it was cancelled"))
    cancel(enqueue("bake"))
    work_off()
    assert Job.objects.get().state == Job.State.CANCELLED
    assert enqueue("bake").state == Job.State.WAITING


@pytest.mark.django_db
def test_sign_of_life_writes_progress_and_brings_what_was_asked(declared):
    loop = Loop(once=True)

    @declared("count")
    def count(work):
        work.total = 20
        work.advance(5)
        loop._sign()
        assert list(Job.objects.values_list("done", "total")) == [(5, 20)]
        assert Job.objects.get().percent == 25
        cancel(work.job)
        loop._sign()
        with pytest.raises(Cancelled):
            work.advance(1)
        Job.objects.update(worker=make_worker())
        loop._sign()
        work.advance(1)

    enqueue("count")
    loop.register()
    loop.work_off()
    assert Job.objects.get().state == Job.State.RUNNING  # it is another's now
    with pytest.raises(Lost):
        raise loop_stop(loop)


def loop_stop(loop):
    """What the heartbeat says of a job that has gone to another worker."""
    from legacy.queue.work import Work

    work = Work(Job.objects.get())
    work.job.worker = loop.record
    loop.works.add(work)
    loop._sign()
    return work.stop


@pytest.mark.django_db
def test_has_worker_means_one_that_has_beaten_lately():
    assert not has_worker()
    make_worker(silent_for=60)
    assert not has_worker()
    make_worker()
    assert has_worker()


@pytest.mark.django_db
def test_worker_wants_to_start_again_when_the_models_are_newer(settings, tmp_path):
    settings.LEGACY_MODELS = tmp_path / "models.py"
    settings.LEGACY_MODELS.write_text("")
    loop = Loop()
    loop.register()
    assert loop.work_off() is True


@pytest.mark.django_db(transaction=True)
def test_quick_job_is_done_while_a_long_one_goes_on(declared):
    """No mail waits until an import has come to its end."""
    sent, loop = threading.Event(), Loop()

    @declared("import")
    def carry_over(work):
        enqueue("mail")
        assert sent.wait(60)
        loop.stop()

    declared("mail", quick=True)(lambda work: sent.set())
    enqueue("import")
    assert loop.run() is False
    assert [(job.kind, job.state) for job in Job.objects.all()] == [("import", "done")]


@pytest.mark.django_db
def test_job_that_is_put_off_waits_until_it_is_due(declared):
    @declared("mail", quick=True)
    def send(work):
        raise Later("not now", seconds=60)

    enqueue("mail")
    work_off()
    job = Job.objects.get()
    assert (job.state, job.message, job.tries) == ("waiting", "not now", 0)
    assert take(make_worker()) is None
    Job.objects.update(due_at=timezone.now())
    assert take(make_worker()) == job


# What follows are workers in processes of their own.

KILLED = """
import os, signal
from django.core.management import call_command
from legacy.queue.work import Work
from roster.models import Mark
advance = Work.advance
def killed(work, number=1):
    advance(work, number)
    if Mark.objects.exists():
        os.kill(os.getpid(), signal.{signal})
Work.advance = killed
call_command("run_worker", once=True)
"""
ENQUEUE = r"""
from django.apps import apps
from django.conf import settings
from legacy.mapping import parse_map
from legacy.models import Map
from legacy.queue.jobs import enqueue
text = (settings.BASE_DIR / "legacy/sample/legacy.toml").read_text()
codes = list(apps.get_model("source", "Kangjwa").objects.values_list("pk", flat=True)[:3])
for table in ("chulgyul", "sueop"):
    some = f'table = "{table}"\nwhere = {{ kj_code = {codes} }}'
    text = text.replace(f'table = "{table}"\n', some + "\n")
plan = parse_map(text)
used = Map.objects.create(text=text, digest=plan.digest, source_name=plan.name)
enqueue("import", map=used.pk)
"""
STATE = """
from legacy.models import Job, Run, Worker
from roster.models import Mark
job = Job.objects.get()
print(job.state, job.tries, Worker.objects.count(), Mark.objects.count(),
      Mark.objects.exclude(legacy_key=None).count(),
      *Run.objects.order_by("pk").values_list("state", flat=True))
"""
LONG_AGO = """
from datetime import timedelta
from django.utils import timezone
from legacy.models import Worker
Worker.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=1))
"""


@pytest.fixture
def shell(manage, site_url, sample_file):
    """A function that runs Python in a process of a site that has an import in its queue."""

    def run(code, **options):
        return manage("shell", "-v0", "-c", code, site=site_url, models=MODELS, **options)

    run.worker = lambda *more: manage("run_worker", "--once", *more, site=site_url, models=MODELS)
    run.url = site_url
    assert run(ENQUEUE).stderr == ""
    return run


def test_import_whose_worker_is_killed_is_gone_on_with_by_the_next(shell):
    assert shell(KILLED.format(signal="SIGKILL")).code == -signal.SIGKILL
    state, tries, workers, marks, *rest = shell(STATE).stdout.split()
    assert (state, tries, workers, rest[1:]) == ("running", "1", "1", ["running"])
    assert shell.worker().code == 0  # nobody knows yet that the first is dead
    assert shell(STATE).stdout.split()[0] == "running"
    shell(LONG_AGO)
    assert shell.worker().code == 0
    state, tries, workers, marks, imported, *runs = shell(STATE).stdout.split()
    assert (state, tries, runs, marks) == ("done", "2", ["failed", "done"], imported)
    assert shell.worker().code == 0
    assert shell(STATE).stdout.split()[5:] == runs


def test_worker_that_is_asked_to_stop_leaves_its_job_to_the_next(shell):
    stopped = shell(KILLED.format(signal="SIGTERM"))
    assert (stopped.code, stopped.stderr) == (0, "")
    state, tries, workers, _marks, _imported, *runs = shell(STATE).stdout.split()
    assert (state, tries, workers, runs) == ("waiting", "0", "0", ["failed"])
    assert shell.worker().code == 0
    assert shell(STATE).stdout.split()[5:] == ["failed", "done"]


MANY = """
from legacy.models import Job
Job.objects.all().delete()
Job.objects.bulk_create([Job(kind="undo", slot=f"s{n}", arguments={"run": 0}) for n in range(40)])
"""
TRIED = """
from legacy.models import Job
print(set(Job.objects.values_list("state", "tries")), Job.objects.count())
"""


def process(site_url, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", *arguments],
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "DATABASE_URL": site_url,
            "LEGACY_DATABASE_URL": f"sqlite:///{settings.SAMPLE_FILE}",
            "LEGACY_MODELS": str(MODELS),
        },
    )


def test_two_workers_do_each_job_once(shell):
    shell(MANY)
    both = [process(shell.url, "--once") for _number in range(2)]
    assert [(one.wait(60), one.stderr.read()) for one in both] == [(0, "")] * 2
    assert shell(TRIED).stdout == "{('failed', 1)} 40\n"


def test_worker_stops_with_the_process_it_stands_beside(shell):
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    worker = process(shell.url, "--beside", str(server.pid))
    try:
        assert worker.poll() is None
        server.communicate(b"\n")
        assert (worker.wait(60), worker.stderr.read()) == (0, "")
    finally:
        server.kill()
        worker.kill()
    assert shell(STATE).stdout.split()[2] == "0"


@pytest.mark.django_db
def test_jobs_that_ended_long_ago_are_removed(declared, settings, capsys):
    declared("tea")(lambda work: None)
    old, new, waiting = enqueue("tea"), enqueue("tea"), enqueue("tea")
    cancel(old)
    cancel(new)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=91))
    for settings.JOB_DAYS, removed in ((0, 0), (90, 1)):
        call_command("clean_accounts")
        assert f", {removed} jobs and " in capsys.readouterr().out
    assert set(Job.objects.all()) == {new, waiting}
