"""The throwaway PostgreSQL server of the tests."""

from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import Unavailable, running


def test_server_answers_only_inside_its_context():
    with running() as server:
        assert server.execute("SELECT 1") == [(1,)]
        ((folder,),) = server.execute("SHOW data_directory")
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        server.execute("SELECT 1")


def test_missing_program_is_named_with_its_packages(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres, "FOLDERS", ())
    with pytest.raises(Unavailable) as raised, running():
        pass
    assert str(raised.value) == f"postgres is not installed; packages: {postgres.PACKAGES}"


def test_server_that_does_not_start_says_why_in_one_line(monkeypatch):
    monkeypatch.setattr(postgres, "OPTIONS", ("no_such_option=1",))
    with (
        pytest.raises(Unavailable, match=r"^PostgreSQL did not start: .*no_such_option.*$"),
        running(),
    ):
        pass


def test_account_is_an_ordinary_one(postgres):
    postgres.create("own")
    postgres.execute("CREATE TABLE pupil (name text)", "own")
    account = postgres.account("ordinary", "own")
    assert account.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", "own") == [
        (False,)
    ]
    account.execute("INSERT INTO pupil VALUES ('Kim')", "own")
    assert postgres.account("ordinary", "own").execute("SELECT name FROM pupil", "own") == [
        ("Kim",)
    ]
