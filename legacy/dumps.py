"""A dump is enough: loads one into a private MariaDB, from which it is inspected and imported.

A dump is a program that somebody else has written. It is run by a client that runs no shell
(`--sandbox`), as an account that has rights on one database, on a server without network or files
(`legacy.throwaway`).
"""

import contextlib
import os
import re
import signal
import subprocess
import sys

from django.conf import settings

from legacy.errors import BridgeError
from legacy.surveying import Survey, opened, survey
from legacy.throwaway import program, quoted, running, unprivileged

RIGHTS = "ALL"  # on the one database, without the right to give any of it on
SHOWN = 240
FAILED = re.compile(r"ERROR (\d+) \(\w+\) at line (\d+)[^:]*: (.*)", re.DOTALL)


class BadDump(BridgeError):
    """The dump cannot be loaded; the message is one line."""


@contextlib.contextmanager
def loaded(path):
    """Loads the dump at `path` (.sql, also packed by gzip, bzip2 or xz) and yields the URL of
    the database that holds it, for an account that may only read; everything is gone afterwards.

    Raises BadDump, `throwaway.Unavailable` where MariaDB is not installed, or OSError.
    """
    found = survey(path)
    client = program("mariadb", "mysql")
    with running() as server:
        name = found.database
        server.execute(f"CREATE DATABASE {quoted(name)} CHARACTER SET utf8mb4")
        loader = server.account("loader", RIGHTS, name)
        _load(client, path, found, loader)
        tables = f"SHOW TABLES FROM {quoted(name)}"
        if not server.execute(tables):
            raise BadDump(f"{path} holds no table")
        yield server.account("reader", "SELECT, SHOW VIEW", name).url(name)


def run_on_dump(path, *commands):
    """Runs commands of manage.py (lists of texts), one after the other, with the dump at `path` as
    the old database; returns the exit code of the first that fails, or 0. They run in processes of
    their own, because the models of the old database are read when Django starts."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with loaded(path) as url:
        environment = {**os.environ, "LEGACY_DATABASE_URL": url}
        for command in commands:
            words = [sys.executable, settings.BASE_DIR / "manage.py", *map(str, command)]
            if code := subprocess.run(words, env=environment).returncode:
                return code
    return 0


def _leave(number, frame):
    """Ends in order, so that nothing of the dump stays behind."""
    sys.exit(128 + number)


def _load(client, path, found, loader):
    command = (
        client, "--no-defaults", "--sandbox", "--binary-mode", "--local-infile=OFF",
        f"--socket={loader.socket}", "--protocol=socket", f"--user={loader.user}",
        f"--default-character-set={found.charset}", "--max-allowed-packet=1G", found.database,
    )  # fmt: skip
    environment = {"PATH": os.defpath, "MYSQL_PWD": loader.password}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="/",
        **unprivileged(),
    )
    try:
        with contextlib.suppress(BrokenPipeError), opened(path) as file, process.stdin as into:
            for chunk in rewritten(file):
                into.write(chunk)
    except BaseException:
        process.kill()
        raise
    finally:
        said = process.stderr.read().decode(errors="replace")
        code = process.wait()
    if code:
        raise BadDump(_explained(path, said))


def _explained(path, said):
    if "unknown option '--sandbox'" in said:
        return "The mariadb client is too old to load a dump safely (it has no --sandbox)"
    failed = FAILED.search(said)
    if not failed:
        return f"{path} was not loaded: {' '.join(said.split())[:SHOWN] or 'no reason given'}"
    number, line, words = failed[1], failed[2], " ".join(failed[3].split())[:SHOWN]
    hint = {"1044": " (a dump of one database is wanted, not of several)"}.get(number, "")
    return f"{path} stops at line {line}: {words}{hint}"


# What other servers write and this one does not know, or the loading account may not do. Only in
# lines that begin like a definition: rows of data are passed on as they are.
DEFINITION = re.compile(rb"\s*(?:[`)]|/\*!|CREATE\b|ALTER\b|SET\b|DELIMITER\b)", re.IGNORECASE)
DROPPED = re.compile(
    rb"\s*(?:/\*M?!\d+\\- |SET @@GLOBAL\.GTID_PURGED|SET @@SESSION\.SQL_LOG_BIN"
    rb"|SET @MYSQLDUMP_TEMP_LOG_BIN)",
    re.IGNORECASE,
)
DEFINER = re.compile(
    rb"\bDEFINER\s*=\s*(?:`[^`]*`|'[^']*'|[\w.%-]+)(?:@(?:`[^`]*`|'[^']*'|[\w.%-]+))?", re.I
)
COLLATIONS = (
    (re.compile(rb"\butf8mb4_0900_(?:bin|as_cs)\b"), b"utf8mb4_bin"),
    (re.compile(rb"\butf8mb4_(?:\w+_)?0900_\w+\b"), b"utf8mb4_unicode_520_ci"),
)


def rewritten(file):
    """The dump in pieces, with as many lines as before."""
    starts = True
    while piece := file.readline(Survey.PIECE):
        if starts and DROPPED.match(piece):
            piece = b"-- \n" if piece.endswith(b"\n") else b"-- "
        elif starts and DEFINITION.match(piece):
            piece = DEFINER.sub(b"", piece)
            for other, own in COLLATIONS:
                piece = other.sub(own, piece)
        yield piece
        starts = piece.endswith(b"\n")
