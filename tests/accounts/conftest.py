"""Fixtures of the accounts: a clock that tests set forward, a worker at hand, a sign-in that is a
while ago."""

import datetime

import pytest
from django.utils import timezone

from accounts import mail
from accounts.services import links
from legacy.queue import jobs
from legacy.queue.kinds import all_kinds
from legacy.queue.work import Work


class Clock:
    """What `timezone.now()` says: real time and what was added to it."""

    def __init__(self):
        self.ahead = datetime.timedelta()
        self._now = timezone.now

    def __call__(self):
        return self._now() + self.ahead

    def forward(self, **length):
        self.ahead += datetime.timedelta(**length)


@pytest.fixture
def clock(monkeypatch):
    """`clock.forward(minutes=5)` sets the site's clock forward."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Does at once what a worker would: mails leave with the answer."""

    def at_once(name, user=None, **arguments):
        job = jobs.enqueue(name, user, **arguments)
        job.refresh_from_db()
        all_kinds()[name].function(Work(job))
        job.delete()

    monkeypatch.setattr(mail, "enqueue", at_once)
    monkeypatch.setattr(links, "enqueue", at_once)


@pytest.fixture
def long_ago():
    """A function that makes a client's sign-in so long ago that sensitive changes ask again."""

    def age(client):
        session = client.session
        records = session["account_authentication_methods"]
        session["account_authentication_methods"] = [one | {"at": 0} for one in records]
        session.save()

    return age
