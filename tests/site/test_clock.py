"""A clock that was set back: what was written under the wrong time ahead locks nobody out, keeps
nothing open and lets nothing lie."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from legacy.metrics.gauges import workers
from legacy.models import Job, Run, Worker
from legacy.queue.jobs import has_worker, take
from legacy.running import is_alive
from roster.models import AlertMessage, MarkEvent
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=365)


@pytest.fixture
def ahead(monkeypatch):
    """`ahead()` sets the clock a year ahead, `ahead(back=True)` back again."""
    now = timezone.now

    def change(*, back=False):
        monkeypatch.setattr(timezone, "now", now if back else lambda: now() + YEAR)

    return change


def sign_in(password=factories.PASSWORD):
    return Client().post("/login/", {"login": "kim", "password": password}).status_code


def test_locked_door_opens_when_the_clock_was_set_back(ahead):
    factories.TeacherFactory(username="kim", password=factories.PASSWORD)
    ahead()
    for _ in range(10):
        sign_in("wrong")
    locked = sign_in()
    ahead(back=True)
    assert (locked, sign_in()) == (429, 302)


def test_session_ends_as_usual_when_the_clock_was_set_back(ahead, client):
    ahead()
    client.force_login(factories.TeacherFactory())
    ahead(back=True)
    assert client.get("/").status_code == 200
    ends = Session.objects.get().expire_date
    assert ends <= timezone.now() + datetime.timedelta(seconds=12 * 60 * 60)


def test_job_of_a_worker_of_the_future_is_taken_over():
    later = timezone.now() + YEAR
    gone = Worker.objects.create(host="x", pid=1, heartbeat_at=later)
    job = Job.objects.create(kind="mail", slot="x", state=Job.State.RUNNING, worker=gone)
    assert (has_worker(), workers()) == (False, 0)
    here = Worker.objects.create(host="x", pid=2, heartbeat_at=timezone.now())
    assert take(here) == job


def test_job_that_would_wait_for_a_year_is_taken():
    worker = Worker.objects.create(host="x", pid=1, heartbeat_at=timezone.now())
    job = Job.objects.create(kind="mail", slot="x", due_at=timezone.now() + YEAR)
    assert take(worker) == job


def test_alert_that_would_wait_for_a_year_is_due():
    message = factories.AlertMessageFactory(state="waiting", try_at=timezone.now() + YEAR)
    soon = datetime.timedelta(hours=1)
    factories.AlertMessageFactory(state="waiting", try_at=timezone.now() + soon)
    assert list(AlertMessage.objects.due()) == [message]


def test_import_of_the_future_on_another_machine_is_dead():
    run = Run(host="elsewhere", pid=1, heartbeat_at=timezone.now() + YEAR)
    assert not is_alive(run)


def test_history_keeps_its_order_when_the_clock_is_set_back(ahead):
    stay = factories.EnrollmentFactory()
    lesson = factories.LessonFactory(course=stay.course)
    user = factories.OfficeFactory()
    codes = ["late", "absent", "present"]
    for version, code in enumerate(codes):
        ahead(back=version > 0)
        entry = Entry(stay.student_id, factories.status(code).pk, version=version)
        save_marks(lesson, [entry], user=user, request_id=f"00000000-0000-0000-0000-{version:012}")
    history = MarkEvent.objects.values_list("new_status__code", flat=True)
    assert list(history) == codes[::-1]
