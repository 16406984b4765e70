"""A private MariaDB server that lives for one command and leaves nothing behind.

It has a folder, a data directory and a socket of its own and no network; no service of the system
is started or asked. It is made for what nobody vouches for: it runs as an unprivileged user, reads
and writes no files for its clients, and runs no events.
"""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import MySQLdb

from legacy.errors import BridgeError

PACKAGES = (
    "apt: mariadb-server-core mariadb-client-core, dnf: mariadb-server mariadb, brew: mariadb"
)
FOLDERS = ("/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/bin")
USERS = ("mysql", "nobody")
# No io_uring: several servers at once run out of the memory that a user may lock for it.
STORAGE = ("--innodb-log-file-size=32M", "--innodb-use-native-aio=OFF")
LOCKED = ("--skip-networking", "--local-infile=OFF", "--skip-symbolic-links")
OPTIONS = (
    "--character-set-server=utf8mb4",
    "--sql-mode=",
    "--innodb-strict-mode=OFF",
    "--event-scheduler=DISABLED",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--max-allowed-packet=1G",
    "--performance-schema=OFF",
)
SECONDS_TO_START = 60


class Unavailable(BridgeError):
    """MariaDB is not installed or did not start; the message is one line."""


@dataclass(frozen=True)
class Server:
    """A running server: its socket, and the account that may do everything on it."""

    socket: str
    user: str
    password: str

    def execute(self, *statements):
        """Runs statements one after the other; returns the rows of the last one."""
        connection = MySQLdb.connect(
            unix_socket=self.socket, user=self.user, password=self.password, charset="utf8mb4"
        )
        with contextlib.closing(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()

    def account(self, name, rights, database):
        """Makes an account with `rights` on one database and nowhere else; returns a Server as
        seen by it."""
        password, pattern = secrets.token_hex(16), quoted(database)
        for wildcard in "_%":
            pattern = pattern.replace(wildcard, f"\\{wildcard}")
        who = f"'{name}'@'localhost'"
        self.execute(
            f"CREATE USER {who} IDENTIFIED BY '{password}'",
            " ".join(("GRANT", rights, "ON", f"{pattern}.*", "TO", who)),
        )
        return Server(self.socket, name, password)

    def url(self, database):
        """The database URL for this account."""
        where = f"{quote(database, safe='')}?unix_socket={quote(self.socket)}"
        return f"mysql://{self.user}:{self.password}@/{where}"


def quoted(name):
    """The name of a database, quoted whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


def program(*names):
    """The path of the first of these programs that is installed; raises Unavailable."""
    path = os.pathsep.join((os.environ.get("PATH", ""), *FOLDERS))
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise Unavailable(f"{names[0]} is not installed; packages: {PACKAGES}")


@contextlib.contextmanager
def running():
    """Starts a server, yields it as a Server, and removes all of it. Raises Unavailable."""
    daemon, install = program("mariadbd", "mysqld"), program("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="mariadb-", dir="/tmp"))  # a socket's path is short
    process = None
    try:
        user = unprivileged()
        for name in ("data", "none", "temporary"):
            (folder / name).mkdir()
        if user:
            for path in (folder, *folder.iterdir()):
                os.chown(path, user["user"], user["group"])
        make_data(install, folder, user)
        server = Server(str(folder / "s"), "keeper", secrets.token_hex(16))
        process = _start(daemon, folder, server, user)
        yield server
    finally:
        if process:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged():
    """Who the server runs as, as arguments of subprocess; nobody else where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Unavailable(f"root runs no throwaway server, and there is no user {' or '.join(USERS)}")


def make_data(install, folder, user):
    """Makes the data directory of a server in `folder`/data; raises Unavailable."""
    command = (
        install, "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db",
        "--auth-root-authentication-method=normal", f"--tmpdir={folder / 'temporary'}", *STORAGE,
    )  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **user)
    if made.returncode:
        raise Unavailable(f"mariadb-install-db failed: {first_error(made.stdout + made.stderr)}")


def _start(daemon, folder, server, user):
    first = folder / "none.sql"
    first.write_text(
        f"CREATE USER '{server.user}'@'localhost' IDENTIFIED BY '{server.password}';\n"
        f"GRANT ALL ON *.* TO '{server.user}'@'localhost' WITH GRANT OPTION;\n"
        "DROP USER IF EXISTS 'root'@'localhost', ''@'localhost';\n"
    )
    command = (
        daemon, "--no-defaults", f"--datadir={folder / 'data'}", f"--socket={server.socket}",
        f"--pid-file={folder / 'pid'}", f"--init-file={first}", f"--tmpdir={folder / 'temporary'}",
        f"--secure-file-priv={folder / 'none'}", *LOCKED, *STORAGE, *OPTIONS,
    )  # fmt: skip
    log = folder / "log"
    # A session of its own: Ctrl-C stops the command, and that stops the server.
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            cwd=folder,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **user,
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
        time.sleep(0.05)
    raise Unavailable(f"MariaDB did not start: {first_error(log.read_text(errors='replace'))}")


def first_error(text):
    """The line of a server's words that says what was wrong."""
    lines = [line for line in text.splitlines() if line.strip()] or ["it said nothing"]
    return next((line for line in lines if "ERROR" in line), lines[-1])


def die_with_parent():
    """On Linux, has what was started stopped even when the command is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def stop(process):
    """Ends a server in order, or after 20 seconds without."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
