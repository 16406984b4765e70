"""A private, throwaway MariaDB server for tests.

As a context manager (`with running() as server:`) or around a command:

    python -m tests.mariadb COMMAND ARGUMENTS...

starts a server with a data folder and a socket of its own on a free port of the loopback
interface, runs COMMAND with TEST_MARIADB_URL in its environment, stops the server whatever
happens, and exits as COMMAND did. No service of the system is started or asked.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import MySQLdb

from legacy.throwaway import STORAGE, Unavailable, die_with_parent, first_error, program, stop

ACCOUNT = "attendance_test"
MEMORY, ROOM = "/dev/shm", 2 * 2**30
OPTIONS = (
    "--character-set-server=utf8mb4",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--sync-frm=OFF",
    "--innodb-buffer-pool-size=96M",
    "--key-buffer-size=8M",
    "--max-connections=60",
    "--max-allowed-packet=64M",
    "--performance-schema=OFF",
)
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running server and the account that may do everything on it."""

    port: int
    user: str
    password: str
    host: str = "127.0.0.1"

    @classmethod
    def at(cls, url):
        """The server that a `mysql://user:password@host:port/` names."""
        parts = urlsplit(url)
        return cls(parts.port, parts.username, parts.password, parts.hostname)

    def url(self, database=""):
        """The database URL for this account; `database` may be empty."""
        return f"mysql://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    def execute(self, sql, database="", sql_mode=""):
        """Runs one statement and returns its rows. An old server's `sql_mode` by default."""
        access = {"host": self.host, "port": self.port, "charset": "utf8mb4"}
        connection = MySQLdb.connect(
            user=self.user, password=self.password, database=database, **access
        )
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SET SESSION sql_mode=%s", (sql_mode,))
            cursor.execute(sql)
            connection.commit()
            return cursor.fetchall()

    def create(self, database):
        """Makes an empty database of that name, dropping one that was there."""
        self.execute(f"DROP DATABASE IF EXISTS `{database}`")
        self.execute(f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4")

    def load_dump(self, database, path):
        """Loads a dump into a new database, with everything that old servers allowed."""
        self.create(database)
        command = (
            program("mariadb", "mysql"), "--no-defaults", "--default-character-set=utf8mb4",
            f"--host={self.host}", f"--port={self.port}", "--protocol=tcp", f"--user={self.user}",
            "--init-command=SET SESSION sql_mode=''", database,
        )  # fmt: skip
        with open(path, "rb") as dump:
            subprocess.run(
                command, stdin=dump, check=True, env={**os.environ, "MYSQL_PWD": self.password}
            )

    def copy(self, template, database):
        """Makes `database` anew, with the tables and rows of `template`."""
        self.create(database)
        access = {"host": self.host, "port": self.port, "charset": "utf8mb4"}
        connection = MySQLdb.connect(
            user=self.user, password=self.password, database=database, **access
        )
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SET SESSION foreign_key_checks=0")
            cursor.execute(f"SHOW TABLES FROM `{template}`")
            for (table,) in cursor.fetchall():
                cursor.execute(f"SHOW CREATE TABLE `{template}`.`{table}`")
                cursor.execute(cursor.fetchone()[1])
                cursor.execute(f"INSERT INTO `{table}` SELECT * FROM `{template}`.`{table}`")
            connection.commit()

    def account(self, name, database):
        """Makes an account with ordinary rights on one database; returns a Server as seen by it."""
        password = secrets.token_hex(12)
        who = f"'{name}'@'{self.host}'"
        self.execute(f"CREATE OR REPLACE USER {who} IDENTIFIED BY '{password}'")
        rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, LOCK TABLES"
        self.execute(f"GRANT {rights} ON `{database}`.* TO {who}")
        return Server(self.port, name, password, self.host)


def roomy_folder():
    """Where a server's data goes: into memory where that has room, because each table is a file
    that the server waits for. A short path, as that of a socket has to be."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK):
            return MEMORY
    return "/tmp"


@contextlib.contextmanager
def running(*options, where=None):
    """Starts a server, yields it as a Server and stops it. Raises Unavailable. `options` of the
    daemon go before those of the tests; `where` is a folder in the place of `roomy_folder`."""
    daemon = program("mariadbd", "mysqld")
    install = program("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="mariadb-", dir=where or roomy_folder()))
    process = None
    try:
        make_data(install, folder)
        server = Server(free_port(), ACCOUNT, secrets.token_hex(16))
        process = _start(daemon, folder, server, options)
        yield server
    finally:
        if process:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def replicated():
    """Starts two servers, of which the second follows the first, and yields both."""
    with (
        running("--server-id=1", "--log-bin=binlog", "--binlog-format=ROW") as primary,
        running("--server-id=2", "--read-only") as replica,
    ):
        primary.execute("RESET MASTER")  # both have made the account
        replica.execute(
            f"CHANGE MASTER TO MASTER_HOST='{primary.host}', MASTER_PORT={primary.port},"
            f" MASTER_USER='{primary.user}', MASTER_PASSWORD='{primary.password}',"
            " MASTER_USE_GTID=slave_pos"
        )
        replica.execute("START SLAVE")
        yield primary, replica


def as_user():
    """The argument that root needs, who starts a server for itself only."""
    return ("--user=root",) if os.geteuid() == 0 else ()


def make_data(install, folder):
    """Makes the data directory of a server in `folder`/data; raises Unavailable."""
    command = (
        install, "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db", *as_user(),
        "--auth-root-authentication-method=normal", f"--tmpdir={folder}", *STORAGE,
    )  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise Unavailable(f"mariadb-install-db failed: {first_error(made.stdout + made.stderr)}")


def _start(daemon, folder, server, options):
    first = folder / "first.sql"
    first.write_text(
        f"CREATE USER '{server.user}'@'{server.host}' IDENTIFIED BY '{server.password}';\n"
        f"GRANT ALL ON *.* TO '{server.user}'@'{server.host}' WITH GRANT OPTION;\n"
    )
    log = folder / "log"
    command = (
        daemon, "--no-defaults", *as_user(), f"--datadir={folder / 'data'}",
        f"--socket={folder / 's'}", f"--pid-file={folder / 'pid'}",
        f"--bind-address={server.host}", f"--port={server.port}", f"--init-file={first}",
        f"--tmpdir={folder}", *STORAGE, *OPTIONS, *options,
    )  # fmt: skip
    # A session of its own: Ctrl-C stops the tests, and those stop the server.
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stderr=said, start_new_session=True, preexec_fn=die_with_parent
        )
    try:
        _wait(process, server, log)
    except BaseException:
        stop(process)
        raise
    return process


def _wait(process, server, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(MySQLdb.OperationalError):
            server.execute("SELECT 1")
            return
        time.sleep(0.1)
    said = first_error(log.read_text())
    raise Unavailable(f"MariaDB did not start: {said}")


def free_port():
    """A port of the loopback interface that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _exit_on_signals():
    """Turns a signal into SystemExit, so that everything started is stopped; once."""

    def leave(number, frame):
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for each in SIGNALS:
        signal.signal(each, leave)


def main(command):
    """Runs `command` beside a server; returns its exit code (128 + number for a signal)."""
    if not command:
        sys.exit("usage: python -m tests.mariadb COMMAND ARGUMENTS...")
    _exit_on_signals()
    try:
        with running() as server:
            return _run(command, server)
    except (Unavailable, OSError) as error:
        sys.exit(str(error))


def _run(command, server):
    environment = {**os.environ, "TEST_MARIADB_URL": server.url()}
    child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent)
    try:
        code = child.wait()
    except BaseException:
        stop(child)
        raise
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
