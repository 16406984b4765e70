"""Three MariaDB servers that are one database: a Galera cluster on ports of their own."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import MySQLdb

from bench.chaos.processes import ROOT, Process, wait_for
from legacy.throwaway import STORAGE, Unavailable, make_data, program, unprivileged
from tests.mariadb import free_port

NUMBER = 3
NAME, PASSWORD = "cluster", "only-for-the-cluster"
UNPACKED = ROOT / "var/cluster"  # by script/setup cluster
PROVIDERS = ("galera/libgalera_smm.so", "galera-4/libgalera_smm.so")
FOLDERS = ("/usr/lib", "/usr/lib64")
RECOVERED = re.compile(r"Recovered position:\s*(\S+)")
# Who says nothing for 3 s is left out: until then nobody can commit. 5 is what Galera has.
PATIENCE = "evs.suspect_timeout=PT3S"
# What every node of every Galera cluster needs: docs/cluster.md.
GALERA = (
    "--wsrep-on=ON",
    "--wsrep-sst-method=rsync",
    "--wsrep-node-address=127.0.0.1",
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--default-storage-engine=InnoDB",
)
SMALL = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=1",
    "--performance-schema=OFF",
    "--skip-name-resolve",
)


class Node(Process):
    """One server. `peers` are the ports at which the cluster's members find one another."""

    def __init__(self, folder, number, peers):
        self.home, self.number = folder / f"db{number}", number
        self.port, self.gossip, transfer, increments = (
            free_port(), peers[number], free_port(), free_port(),
        )  # fmt: skip
        user = unprivileged()
        _make_folder(self.home, user)
        if number == 0:  # the others are given its data
            make_data(program("mariadb-install-db"), self.home, user)
        settings = (
            f"gmcast.listen_addr=tcp://127.0.0.1:{self.gossip};base_port={self.gossip};"
            f"ist.recv_addr=127.0.0.1:{increments};gcache.size=64M;{PATIENCE}"
        )
        members = ",".join(f"127.0.0.1:{port}" for port in peers)
        self.base = (
            program("mariadbd", "mysqld"), "--no-defaults", f"--datadir={self.home / 'data'}",
            f"--socket={self.home / 's'}", f"--pid-file={self.home / 'pid'}",
            f"--tmpdir={self.home / 'temporary'}", f"--port={self.port}", *SMALL, *STORAGE,
            *GALERA, f"--wsrep-provider={provider()}", f"--wsrep-provider-options={settings}",
            f"--wsrep-cluster-address=gcomm://{members}", f"--wsrep-node-name=db{number}",
            f"--wsrep-sst-receive-address=127.0.0.1:{transfer}",
        )  # fmt: skip
        path = os.pathsep.join((str(_programs(folder)), os.environ["PATH"]))
        environment = os.environ | {"PATH": path}
        super().__init__(f"db{number}", self.base, self.home, environment, user)

    @property
    def url(self):
        return f"mysql://{NAME}:{PASSWORD}@127.0.0.1:{self.port}/{NAME}?read_timeout=20"

    def begin(self):
        """Starts it as the first of a new cluster, with an empty database and its account."""
        first = self.home / "first.sql"
        first.write_text(
            f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4;\n"
            f"CREATE USER '{NAME}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL ON *.* TO '{NAME}'@'127.0.0.1';\n"
        )
        first.chmod(0o644)
        self.command = (*self.base, "--wsrep-new-cluster", f"--init-file={first}")
        self.start()
        wait_for(lambda: self.is_ready(1), self.name)

    def join(self):
        """Starts it as one of those that are there; does not wait until it has caught up."""
        self.command = (*self.base, f"--wsrep-start-position={self._position()}")
        self.start()

    def _position(self):
        """How far its data are: without this a node that was killed is given everything anew."""
        ran = subprocess.run(
            (*self.base, "--wsrep-recover", "--log-error=/dev/stderr"),
            capture_output=True, text=True, cwd=self.home, env=self.environment, **self.user,
        )  # fmt: skip
        found = RECOVERED.findall(ran.stdout + ran.stderr)
        return found[-1] if found else "00000000-0000-0000-0000-000000000000:-1"

    def freeze(self):
        """It is there and says nothing: what a network does that has lost somebody."""
        os.killpg(self.running.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.running.pid, signal.SIGCONT)

    def empty(self):
        """Takes its data away, as a new disk would."""
        shutil.rmtree(self.home / "data")
        _make_folder(self.home / "data", self.user)

    def is_ready(self, size):
        """Whether it is one of `size` members and has caught up with them."""
        said = self.status()
        return (
            said.get("wsrep_cluster_size") == str(size)
            and said.get("wsrep_local_state_comment") == "Synced"
            and said.get("wsrep_ready") == "ON"
        )

    def status(self):
        """What it says of itself and the cluster, `{}` where it does not answer."""
        with contextlib.suppress(MySQLdb.Error):
            return dict(self.ask("SHOW STATUS LIKE 'wsrep%'"))
        return {}

    def ask(self, statement):
        """The rows of a statement."""
        access = {"user": NAME, "password": PASSWORD, "connect_timeout": 2, "read_timeout": 10}
        connection = MySQLdb.connect(host="127.0.0.1", port=self.port, **access)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()


def make_nodes(folder):
    """Three nodes that know of one another, none started."""
    peers = [free_port() for _number in range(NUMBER)]
    return [Node(folder, number, peers) for number in range(NUMBER)]


def provider():
    """The library that makes a cluster of servers; raises Unavailable."""
    for folder in FOLDERS:
        for name in PROVIDERS:
            if (path := Path(folder, name)).exists():
                return path
    raise Unavailable("Galera is not installed; package: galera-4")


def _make_folder(folder, user):
    """A folder of the server's user, with what it writes into."""
    folder.mkdir(exist_ok=True)
    inside = [] if folder.name == "data" else [folder / "data", folder / "temporary"]
    for path in inside:
        path.mkdir(exist_ok=True)
    if user:
        for path in (folder, *inside):
            os.chown(path, user["user"], user["group"])


def _programs(folder):
    """A folder from which anybody may run what script/setup has unpacked."""
    there = folder / "bin"
    if not there.exists():
        there.mkdir()
        for program_ in UNPACKED.glob("wsrep_sst_*"):
            shutil.copy(program_, there)
    return there
