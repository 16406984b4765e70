"""A day's work at once on one database; prints JSON.

    python -m bench.longuse [--teachers 32] [--lessons 8]

Teachers sign in, take one lesson after the other and open the month, as fast as they can, until
there have been as many requests as a school makes in eight hours; a worker sends mails meanwhile.
After each lesson it is noted what the site's processes hold: memory, files, threads, connections.
Then time passes, as far as the rows know, and what the nightly commands clean has to be gone.
"""

import argparse
import contextlib
import datetime
import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import mail  # noqa: E402
from accounts.models import Attempt, Session, SignIn, User  # noqa: E402
from bench.load import School, Site, Teacher  # noqa: E402
from legacy.models import Job  # noqa: E402
from roster.models import MarkEvent, Save  # noqa: E402
from tests.factories import PASSWORD  # noqa: E402

MAILS = 25  # put into the queue with each lesson
LONG_AGO = datetime.timedelta(days=1_000)
# What is cleaned: the column that says how old a row is.
CLEANED = {
    "sessions": (Session, "expire_date"),
    "attempts": (Attempt, "at"),
    "sign-in log": (SignIn, "at"),
    "queue": (Job, "finished_at"),
}
KEPT = {"saves": Save, "history": MarkEvent}  # the book's own: never cleaned
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Processes:
    """What the site's processes hold."""

    def __init__(self, main):
        children = Path(f"/proc/{main}/task/{main}/children").read_text()
        self.pids = [str(main), *children.split()]

    def hold(self):
        """`{"MB", "files", "threads", "connections"}`, of all together."""
        folders = [Path(f"/proc/{pid}") for pid in self.pids]
        status = [dict(_pairs(folder / "status")) for folder in folders]
        return {
            "MB": round(sum(int(one["VmRSS"].split()[0]) for one in status) / 1024, 1),
            "files": sum(len(list((folder / "fd").iterdir())) for folder in folders),
            "threads": sum(int(one["Threads"]) for one in status),
            "connections": connections_of(folders),
        }


def _pairs(path):
    for line in path.read_text().splitlines():
        name, _colon, value = line.partition(":")
        yield name, value.strip()


def connections_of(folders):
    """Connections with the database: the server's count without ours, or files that are open."""
    if connection.vendor == "mysql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()"
                " AND id <> CONNECTION_ID()"
            )
            return cursor.fetchone()[0]
    name = str(connection.settings_dict["NAME"])
    return sum(_target(file) == name for folder in folders for file in (folder / "fd").iterdir())


def _target(file):
    with contextlib.suppress(FileNotFoundError):  # closed in this moment
        return str(file.readlink())
    return ""


def work(school, lessons):
    """Requests, errors, and what was held after each lesson."""
    requests, errors, held = 0, [], []
    with Site(2) as site, ThreadPoolExecutor(len(school.courses)) as threads:
        processes = Processes(site.process.pid)
        for _lesson in range(lessons):
            teachers = school.teachers(site.port, 1, pause=0)
            list(threads.map(lambda teacher: teacher.sign_in(PASSWORD), teachers))
            list(threads.map(Teacher.work, teachers))
            send_mails()
            requests += sum(len(teacher.browser.said) for teacher in teachers)
            errors += [error for teacher in teachers for error in teacher.browser.errors]
            held.append({"requests": requests} | processes.hold())
    return requests, errors, held


def send_mails():
    """Has a worker send a few mails, until none waits."""
    about = User.objects.first()
    with transaction.atomic():
        for number in range(MAILS):
            to = f"to{number}@example.org"
            mail.send("account/email/password_changed", to, about)
    subprocess.run([sys.executable, "manage.py", "run_worker", "--once"], check=True, **QUIET)


def slope(held, what):
    """How much more of it 1,000 requests leave behind: least squares over all but the first two
    lessons, in which the processes warm up."""
    points = [(one["requests"] / 1000, one[what]) for one in held[2:]]
    x0, y0 = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    spread = sum((x - x0) ** 2 for x, _y in points)
    return round(sum((x - x0) * (y - y0) for x, y in points) / spread, 2)


def clean():
    """`{table: {"after the day", "cleaned"}}`, after the rows were made old."""
    before = {name: model.objects.count() for name, (model, _at) in CLEANED.items()}
    for model, column in CLEANED.values():
        model.objects.update(**{column: timezone.now() - LONG_AGO})
    for command in ("clear_sessions", "clean_accounts"):
        call_command(command, stdout=io.StringIO())
    rows = {
        name: {"after the day": before[name], "cleaned": model.objects.count()}
        for name, (model, _at) in CLEANED.items()
    }
    kept = {name: model.objects.count() for name, model in KEPT.items()}
    return rows | {name: {"after the day": n, "cleaned": n} for name, n in kept.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teachers", type=int, default=32)
    parser.add_argument("--lessons", type=int, default=8, help="of each, at least 4")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    requests, errors, held = work(School(given.teachers), given.lessons)
    print(*sorted(set(errors)), sep="\n", file=sys.stderr)
    whats = ("MB", "files", "threads", "connections")
    figures = {
        what: {
            "after 3 lessons": held[2][what],
            "at the end": held[-1][what],
            "more in 1,000 requests": slope(held, what),
        }
        for what in whats
    }
    json.dump({"requests": requests, "errors": len(errors)} | figures | clean(), sys.stdout)


if __name__ == "__main__":
    main()
