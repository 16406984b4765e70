"""Results of the parts as files: what was found, when, of which commit and on which machine.

A run keeps `var/bench/PART.json`; those in `bench/results/` are committed, and docs/performance.md
is assembled from them. Each holds `{"measured": {...}, "figures": {database: {what: value}}}`.
"""

import datetime
import json
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var/bench"
COMMITTED = ROOT / "bench/results"


def keep(part, figures, measured):
    """Stores the figures of a run, and how they were measured, under var/bench/."""
    KEPT.mkdir(parents=True, exist_ok=True)
    result = {"measured": measured, "figures": figures}
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (KEPT / f"{part}.json").write_text(text + "\n", encoding="utf-8")


def is_kept(part):
    return (KEPT / f"{part}.json").exists()


def commit_results(parts):
    """Takes what runs of these parts kept among the results that the page is assembled from."""
    for part in parts:
        shutil.copyfile(KEPT / f"{part}.json", COMMITTED / f"{part}.json")


def committed():
    """`{part: result}` of all that the page is assembled from."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(COMMITTED.glob("*.json"))
    }


class Watch:
    """Says how a part was measured: machine, versions, commit, and what else had the cores."""

    def __init__(self, server):
        """Begins now; `server` is the private MariaDB."""
        self.server = server
        self.since = datetime.datetime.now(datetime.UTC)
        self.busy, self.all = cores_used()
        self.own = own_seconds(server)

    def measured(self):
        """What is stored beside the figures; `others` is the share of the cores, from 0 to 1, that
        other processes had meanwhile."""
        busy, total = cores_used()
        others = (busy - self.busy) - (own_seconds(self.server) - self.own)
        took = datetime.datetime.now(datetime.UTC) - self.since
        return {
            "date": self.since.date().isoformat(),
            "commit": commit(),
            "seconds": round(took.total_seconds()),
            "others": max(0.0, round(others / max(total - self.all, 0.01), 2)),
            "cores": os.cpu_count(),
            "memory GB": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30,
            "Python": platform.python_version(),
            "Django": django.get_version(),
            "SQLite": sqlite3.sqlite_version,
            "MariaDB": self.server.execute("SELECT VERSION()")[0][0].partition("-")[0],
        }


def commit():
    """The commit that is checked out, with `-dirty` where files differ; empty without git."""
    command = ("git", "describe", "--always", "--dirty", "--exclude=*")
    try:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return ran.stdout.strip()


def cores_used():
    """Seconds that all cores together were busy, and that have passed on them, since the start."""
    first = Path("/proc/stat").read_text().partition("\n")[0]
    ticks = [int(one) for one in first.split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return (sum(ticks) - ticks[3] - ticks[4]) / second, sum(ticks) / second


def own_seconds(server):
    """Seconds of CPU of this process, of those it started and waited for, and of `server`."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    pid = Path(server.execute("SELECT @@pid_file")[0][0]).read_text().strip()
    return sum(one.ru_utime + one.ru_stime for one in used) + cpu_of(pid)


def cpu_of(pid):
    """Seconds of CPU of one process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
