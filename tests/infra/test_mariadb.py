"""The throwaway MariaDB server of the tests."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import MySQLdb
import pytest

from legacy import throwaway
from tests import mariadb
from tests.mariadb import Server, Unavailable, running

AROUND = (sys.executable, "-m", "tests.mariadb")
SAY_URL = "import os; print(os.environ['TEST_MARIADB_URL'], flush=True)"


def answers(url):
    try:
        return Server.at(url).execute("SELECT 1") == ((1,),)
    except MySQLdb.OperationalError:
        return False


def test_server_answers_only_inside_its_context():
    with running() as server:
        assert answers(server.url())
    assert not answers(server.url())


def test_command_line_passes_the_exit_code_and_stops_the_server():
    code = f"{SAY_URL}; raise SystemExit(7)"
    ran = subprocess.run((*AROUND, sys.executable, "-c", code), capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (7, "")
    assert not answers(ran.stdout.strip())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_command_line_stops_the_server_when_it_is_stopped(number):
    code = f"import time; {SAY_URL}; time.sleep(120)"
    command = (*AROUND, sys.executable, "-c", code)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    ((data,),) = Server.at(url).execute("SELECT @@datadir")
    os.kill(process.pid, number)
    assert process.wait(timeout=30) in {128 + number, -number}
    deadline = time.monotonic() + 30
    while answers(url) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not answers(url)
    shutil.rmtree(Path(data).parent, ignore_errors=True)  # SIGKILL leaves nobody to do it


def test_missing_program_is_named_with_its_packages(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(throwaway, "FOLDERS", ())
    with pytest.raises(Unavailable) as raised, running():
        pass
    assert str(raised.value) == f"mariadbd is not installed; packages: {throwaway.PACKAGES}"


def test_account_reaches_its_own_database_alone(mariadb):
    mariadb.create("own")
    mariadb.create("foreign")
    account = mariadb.account("ordinary", "own")
    assert account.execute("SELECT DATABASE()", "own") == (("own",),)
    with pytest.raises(MySQLdb.OperationalError, match="Access denied"):
        account.execute("SELECT 1", "foreign")


def test_server_that_does_not_start_says_why_in_one_line(monkeypatch):
    monkeypatch.setattr(mariadb, "OPTIONS", ("--no-such-option",))
    with (
        pytest.raises(Unavailable, match=r"^MariaDB did not start: .*unknown option.*$"),
        running(),
    ):
        pass
