"""Clearing takes what is expired and nothing else, a few rows at a time."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from accounts.models.sessions import SessionQuerySet
from accounts.sessions import clearing
from tests.factories import TeacherFactory

pytestmark = pytest.mark.django_db


def expired_sessions(number, hours=1):
    moment = timezone.now() - datetime.timedelta(hours=hours)
    dates = {"expire_date": moment, "last_seen_at": moment, "signed_in_at": moment}
    Session.objects.bulk_create(
        Session(session_key=f"{hours}-{key}", **dates) for key in range(number)
    )


def test_clearing_leaves_sessions_in_use(capsys):
    client = Client()
    client.force_login(TeacherFactory())
    expired_sessions(250)
    expired_sessions(30, hours=48)
    call_command("clear_sessions", no_color=True)
    assert capsys.readouterr().out == "280 expired sessions cleared.\n"
    assert client.get("/students/").status_code == 200
    assert Session.objects.count() == 1


def test_clearing_nothing_says_so(capsys):
    call_command("clear_sessions", no_color=True)
    assert capsys.readouterr().out == "0 expired sessions cleared.\n"


def test_clearing_goes_in_batches_with_time_for_others(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(clearing, "LARGEST", 100)
    monkeypatch.setattr(clearing, "BLINK", 10)  # no batch is too slow on any machine
    expired_sessions(250)
    left = []
    # Reads, deletes in transactions, the last read; the counting of this test.
    with django_assert_num_queries(3 + 3 * 3 + 1 + 3):
        cleared = clearing.clear_expired(pause=lambda _: left.append(Session.objects.count()))
    assert (cleared, left) == (250, [150, 50, 0])


def test_clearing_slow_batches_become_smaller(monkeypatch):
    monkeypatch.setattr(clearing, "BLINK", 0)
    expired_sessions(180)
    left = []
    clearing.clear_expired(pause=lambda _: left.append(Session.objects.count()))
    assert left == [80, 30, 0]


def test_clearing_passes_over_what_is_used_again(monkeypatch):
    """A request that began before the limit may write its stamp after it."""
    expired_sessions(2)
    expired, calls = SessionQuerySet.expired, []

    def used_after_the_listing(self, since):
        calls.append(since)
        if len(calls) == 2:
            later = timezone.now() + datetime.timedelta(hours=1)
            Session.objects.filter(pk="1-0").update(expire_date=later)
        return expired(self, since)

    monkeypatch.setattr(SessionQuerySet, "expired", used_after_the_listing)
    assert clearing.clear_expired(pause=lambda _: None) == 1
    assert [session.pk for session in Session.objects.all()] == ["1-0"]
