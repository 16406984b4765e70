"""A private, throwaway PostgreSQL server for tests.

`with running() as server:` starts a server with a data folder and a socket of its own on a free
port of the loopback interface, and stops it whatever happens. No service of the system is started
or asked. PostgreSQL refuses to run as root, so root starts it as the user `postgres` or `nobody`.
"""

import contextlib
import glob
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.mariadb import die_with_parent, roomy_folder

PACKAGES = "apt: postgresql-15 (or newer), dnf: postgresql-server, brew: postgresql"
FOLDERS = (
    *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True),
    "/usr/libexec",
    "/opt/homebrew/bin",
)
ACCOUNT = "attendance_test"
OPTIONS = (
    "fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=30",
    "listen_addresses=127.0.0.1", "autovacuum=off", "max_wal_senders=0", "wal_level=minimal",
)  # fmt: skip
SECONDS_TO_START = 60


class Unavailable(RuntimeError):
    """PostgreSQL is not installed or did not start; the message is one line."""


@dataclass(frozen=True)
class Server:
    """A running server and one account on it."""

    port: int
    user: str
    password: str
    host: str = "127.0.0.1"

    def url(self, database):
        """The database URL for this account."""
        return f"postgres://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    def execute(self, sql, database="postgres"):
        """Runs statements and returns the rows of the last one (none where it gives none)."""
        with (
            psycopg.connect(self.url(database), autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def create(self, database):
        """Makes an empty database of that name, dropping one that was there."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.execute(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")

    def load_dump(self, database, path):
        """Loads a dump of plain statements into a new database."""
        self.create(database)
        self.execute(Path(path).read_text(), database)

    def account(self, name, database):
        """Makes an account with ordinary rights on one database; returns a Server as seen by it."""
        password = secrets.token_hex(12)
        if self._has(name):
            self.execute(f'DROP OWNED BY "{name}"', database)
        self.execute(f'DROP ROLE IF EXISTS "{name}"')
        self.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}'")
        rights = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"
        self.execute(f'GRANT {rights} ON ALL TABLES IN SCHEMA public TO "{name}"', database)
        self.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{name}"', database)
        self.execute(f'GRANT ALL ON SCHEMA public TO "{name}"', database)
        return Server(self.port, name, password, self.host)

    def _has(self, name):
        return bool(self.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{name}'"))


def program(name):
    """The path of a server program of PostgreSQL; raises Unavailable."""
    path = os.pathsep.join((*FOLDERS, os.environ.get("PATH", "")))
    found = shutil.which(name, path=path)
    if not found:
        raise Unavailable(f"{name} is not installed; packages: {PACKAGES}")
    return found


@contextlib.contextmanager
def running():
    """Starts a server, yields it as a Server and stops it. Raises Unavailable."""
    daemon, initdb = program("postgres"), program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=roomy_folder()))
    process = None
    try:
        server = Server(_free_port(), ACCOUNT, secrets.token_hex(16))
        user = _unprivileged()
        if user:
            os.chown(folder, user["user"], user["group"])
        _make_data(initdb, folder, server, user)
        process = _start(daemon, folder, server, user)
        yield server
    finally:
        if process:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged():
    """Who the server runs as, as arguments of subprocess; nobody else where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Unavailable("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _make_data(initdb, folder, server, user):
    secret = folder / "password"
    secret.write_text(server.password)
    secret.chmod(0o600)
    if user:
        os.chown(secret, user["user"], user["group"])
    command = (
        initdb, "--pgdata", folder / "data", "--username", server.user, "--pwfile", secret,
        "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
    )  # fmt: skip
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, **user)
    if made.returncode:
        raise Unavailable(f"initdb failed: {_last_line(made.stderr or made.stdout)}")


def _start(daemon, folder, server, user):
    settings = [word for option in OPTIONS for word in ("-c", option)]
    command = (
        daemon, "-D", folder / "data", "-p", str(server.port),
        "-c", f"unix_socket_directories={folder}", *settings,
    )  # fmt: skip
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=said,
            start_new_session=True, preexec_fn=die_with_parent, **user,
        )  # fmt: skip
    try:
        _wait(process, server, log)
    except BaseException:
        _stop(process)
        raise
    return process


def _wait(process, server, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            server.execute("SELECT 1")
            return
        time.sleep(0.1)
    raise Unavailable(f"PostgreSQL did not start: {_last_line(log.read_text())}")


def _last_line(text):
    return (text.strip().splitlines() or ["no message"])[-1]


def _stop(process):
    process.send_signal(signal.SIGINT)  # disconnects everybody and stops at once
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
