"""Mails wait in the queue until a worker has sent them; pages and strangers notice nothing."""

import datetime
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import mail
from accounts.models import Link
from accounts.services import links
from legacy.models import Job
from legacy.queue import jobs
from legacy.queue.worker import Loop
from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(worker, monkeypatch):
    """A function that does what waits in the queue, and nothing of itself."""
    monkeypatch.setattr(mail, "enqueue", jobs.enqueue)
    monkeypatch.setattr(links, "enqueue", jobs.enqueue)

    def work():
        loop = Loop(once=True)
        loop.register()
        loop.work_off()

    return work


@pytest.fixture
def kim():
    return TeacherFactory(username="kim", email="kim@example.com", password=PASSWORD)


def ask(client, who="kim"):
    assert client.post("/login/forgotten/", {"who": who}).status_code == 302


def test_mail_leaves_with_the_worker_and_leaves_nothing_behind(client, kim, worker, mailoutbox):
    ask(client)
    assert mailoutbox == []
    worker()
    assert [one.to for one in mailoutbox] == [["kim@example.com"]]
    assert f"http://testserver{Link.objects.get().get_absolute_url()}" in mailoutbox[0].body
    assert not Job.objects.exists()


def test_queue_holds_no_link_that_opens_anything(kim):
    link = links.make_link(kim, Link.Purpose.RESET)
    links.send_link(link, "https://book.example")
    assert link.key not in str(Job.objects.get().arguments)


def test_mail_that_cannot_be_sent_is_tried_again(client, kim, worker, mailoutbox, monkeypatch):
    links.send_link(links.make_link(kim, Link.Purpose.RESET), "https://book.example")
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", broken(ConnectionRefusedError("away")))
        worker()
    job = Job.objects.get()
    assert (job.state, job.message) == ("waiting", "ConnectionRefusedError: away")
    assert job.due_at > timezone.now()
    worker()
    assert mailoutbox == []
    Job.objects.update(due_at=timezone.now())
    worker()
    assert (len(mailoutbox), Job.objects.count()) == (1, 0)


REFUSALS = {
    "unknown address": smtplib.SMTPRecipientsRefused({"kim@example.com": (550, b"no")}),
    "wrong password": smtplib.SMTPAuthenticationError(535, b"no"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_mail_that_is_refused_for_good_fails(kim, worker, monkeypatch, kind):
    mail.send("account/email/password_changed", kim.email, kim)
    monkeypatch.setattr(EmailBackend, "send_messages", broken(REFUSALS[kind]))
    worker()
    assert Job.objects.get().state == "failed"


def test_mail_is_given_up_after_a_day(kim, worker, monkeypatch):
    mail.send("account/email/password_changed", kim.email, kim)
    Job.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    monkeypatch.setattr(EmailBackend, "send_messages", broken(TimeoutError("late")))
    worker()
    assert Job.objects.get().state == "failed"
    call_command("clean_accounts")
    assert Job.objects.exists()
    Job.objects.update(finished_at=timezone.now() - datetime.timedelta(days=31))
    call_command("clean_accounts")
    assert not Job.objects.exists()


def broken(error):
    def send_messages(self, messages):
        raise error

    return send_messages


def test_mail_whose_link_is_over_is_not_sent(kim, worker, mailoutbox):
    link = links.make_link(kim, Link.Purpose.RESET)
    links.send_link(link, "https://book.example")
    link.delete()
    worker()
    assert (mailoutbox, Job.objects.count()) == ([], 0)


def test_page_does_the_same_work_whoever_is_asked_for(client, kim):
    """As many statements, so that the time tells nothing."""
    ask(client, "warm up")
    work = []
    for who in ("kim", "nobody", "kim@example.com"):
        with CaptureQueriesContext(connection) as captured:
            ask(client, who)
        work.append([query["sql"].split()[0] for query in captured])
    assert work == [work[0]] * 3
