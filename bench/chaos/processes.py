"""The processes of a site: started, killed and started again."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import MySQLdb

from legacy.throwaway import STORAGE, die_with_parent, program
from tests.mariadb import as_user, free_port, make_data

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
# Kept by the server's own word, unlike in the tests: what was committed is on the disk.
DURABLE = ("--innodb-flush-log-at-trx-commit=1", "--skip-log-bin", "--skip-name-resolve")
PASSWORD = "only-for-chaos"


class Stuck(SystemExit):
    """What should have come soon never came; ends the script where nobody catches it."""


class Process:
    """One process with the children that it makes; its output goes to a file."""

    def __init__(self, name, command, folder, environment=None, user=None):
        self.name, self.command, self.log = name, command, folder / f"{name}.log"
        self.environment, self.user, self.running = environment, user or {}, None

    def start(self):
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent, **self.user,
            )  # fmt: skip

    def kill(self):
        """Ends it and its children with SIGKILL, as a cut of the power would."""
        if self.running and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)
        if self.running:
            self.running.wait()

    def stop(self):
        """Asks it to end in order, and waits until it has."""
        self.running.terminate()
        self.running.wait()

    def kill_child(self):
        """Kills one of its children, whichever; it is to make another."""
        path = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        if children := path.read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)

    @property
    def is_over(self):
        return self.running.poll() is not None


class Database(Process):
    """A MariaDB of its own whose data stay from one start to the next."""

    def __init__(self, folder):
        self.port = free_port()
        make_data(program("mariadb-install-db"), folder)
        first = folder / "first.sql"
        first.write_text(
            "CREATE DATABASE IF NOT EXISTS chaos CHARACTER SET utf8mb4;\n"
            f"CREATE USER IF NOT EXISTS 'chaos'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON chaos.* TO 'chaos'@'127.0.0.1';\n"
        )
        command = (
            program("mariadbd", "mysqld"), "--no-defaults", f"--datadir={folder / 'data'}",
            f"--socket={folder / 's'}", f"--pid-file={folder / 'pid'}", "--bind-address=127.0.0.1",
            f"--port={self.port}", f"--init-file={first}", f"--tmpdir={folder}",
            *as_user(), *STORAGE, *DURABLE,
        )  # fmt: skip
        super().__init__("database", command, folder)

    @property
    def url(self):
        return f"mysql://chaos:{PASSWORD}@127.0.0.1:{self.port}/chaos"

    def start(self):
        super().start()
        wait_for(self._answers, "the database")

    def _answers(self):
        with contextlib.suppress(MySQLdb.Error):
            MySQLdb.connect(
                host="127.0.0.1", port=self.port, user="chaos", password=PASSWORD, database="chaos"
            ).close()
            return True
        return False


def environment_of(url, folder):
    """The variables under which the site's processes run."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.chaos.settings",
        "CHAOS_FOLDER": str(folder),
        "SECRET_KEY": "only-for-chaos-only-for-chaos-only-for-chaos-only",
        "DATABASE_URL": url,
        "LEGACY_DATABASE_URL": f"sqlite:///{folder / 'old.sqlite3'}",
        "LEGACY_MODELS": str(ROOT / "legacy/source/models.py"),
        "ATTACHMENTS_DIR": str(folder / "attachments"),
        "EMAIL_URL": f"filemail:///{folder / 'mails'}",
        "ALERT_CHANNELS": "roster.alerts.channels.File",
        "ALERT_FILE": str(folder / "alerts.jsonl"),
        "CHECK_BREACHED_PASSWORDS": "no",
        "MFA_REQUIRED_ROLES": "",
        "HTTPS": "no",
        "WEB_CONCURRENCY": "2",
    }


def manage(*arguments):
    """The command line of a management command."""
    return (sys.executable, str(ROOT / "manage.py"), *arguments)


def wait_for(condition, what, seconds=SECONDS):
    """Waits until `condition()` holds; returns how many seconds that took. Raises Stuck where it
    never does."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise Stuck(f"Waited {seconds} s for {what}.")
        time.sleep(0.05)
    return time.monotonic() - started


@contextlib.contextmanager
def scratch():
    """A folder for everything, gone afterwards; a short path, as that of a socket has to be."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
