"""Fixtures of the accounts: a clock that tests set forward, a sign-in that is a while ago."""

import datetime

import pytest
from django.utils import timezone


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


@pytest.fixture
def long_ago():
    """A function that makes a client's sign-in so long ago that sensitive changes ask again."""

    def age(client):
        session = client.session
        records = session["account_authentication_methods"]
        session["account_authentication_methods"] = [one | {"at": 0} for one in records]
        session.save()

    return age
