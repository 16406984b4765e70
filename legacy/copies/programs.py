"""The programs with which servers dump and load a database.

Where and as whom they go in, Django's own `dbshell` knows: passwords travel in the environment of
the program, which only its owner can read, and never on its command line.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

from legacy.copies.errors import CopyFailed
from legacy.throwaway import FOLDERS

CHUNK = 2**20


@dataclass(frozen=True)
class Programs:
    """What dumps and what loads a database of one kind: names, the first that is there is taken,
    and options; `packages` is what has them."""

    packages: str
    dump: tuple
    dump_options: tuple
    load: tuple
    load_options: tuple


PROGRAMS = {
    "mysql": Programs(
        "apt: mariadb-client, dnf: mariadb, brew: mariadb",
        ("mariadb-dump", "mysqldump"),
        ("--single-transaction", "--quick", "--hex-blob", "--no-tablespaces"),
        ("mariadb", "mysql"),
        ("--max-allowed-packet=1G",),
    ),
    "postgresql": Programs(
        "apt: postgresql-client, dnf: postgresql, brew: libpq",
        ("pg_dump",),
        ("--no-owner", "--no-privileges"),
        ("psql",),
        (
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--single-transaction",
            "--output=/dev/null",
        ),
    ),
}


def dump(connection, into):
    """Writes the whole database, as it is at one moment, to the file `into` as SQL. Raises
    CopyFailed."""
    programs = PROGRAMS[connection.vendor]
    with _running(connection, programs.dump, programs.dump_options, stdout=subprocess.PIPE) as run:
        shutil.copyfileobj(run.stdout, into, CHUNK)


def load(connection, source):
    """Runs the SQL in the file `source` in the database. Raises CopyFailed."""
    programs = PROGRAMS[connection.vendor]
    options = programs.load_options
    with (
        _running(connection, programs.load, options, stdin=subprocess.PIPE) as run,
        contextlib.suppress(BrokenPipeError),  # it has ended, and says why
        run.stdin,
    ):
        shutil.copyfileobj(source, run.stdin, CHUNK)


@contextlib.contextmanager
def _running(connection, names, options, **pipe):
    """Yields the program as a process, and waits until it has ended well."""
    command, secrets = _command(connection, names, options)
    # What it says of faults goes to a file: a pipe that nobody reads would stop it.
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stderr=said, env={**os.environ, **secrets}, **pipe
        ) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            reason = " ".join(said.read().decode(errors="replace").split())
            raise CopyFailed(f"{os.path.basename(command[0])}: {reason or 'failed'}"[:500])


def _command(connection, names, options):
    """The command line, and what of the environment is to be kept secret."""
    found, packages = connection.settings_dict, PROGRAMS[connection.vendor].packages
    (_client, *words), secrets = connection.client.settings_to_cmd_args_env(found, [])
    if connection.vendor == "mysql":
        options = (*_place(found["OPTIONS"]), *options)
        if "read_default_file" in found["OPTIONS"]:  # which must be named first
            return [_program(names, packages), words[0], *options, *words[1:]], secrets or {}
        return [_program(names, packages), "--no-defaults", *options, *words], secrets or {}
    return [_program(names, packages), *options, *words], secrets or {}


def _place(options):
    """The socket, of which Django's `dbshell` does not think."""
    return [f"--socket={options['unix_socket']}"] if "unix_socket" in options else []


def _program(names, packages):
    path = os.pathsep.join((os.environ.get("PATH", ""), *FOLDERS))
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise CopyFailed(f"{names[0]} is not installed; packages: {packages}")
