"""Scores what map_legacy writes: for each old database whose truth is known, the share of what it
says that is right, and of rows that arrive as the truth says.

    .venv/bin/python -m bench.mapping [NAME …] [--json]

needs the collection of old databases beside the checkout (or SHARED_DIR), MariaDB and PostgreSQL.
"""

import argparse
import contextlib
import functools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.truths import checks
from tests import mariadb, postgres

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared") / "legacy"
TELL = """
import json
from django.db.models import Count
from accounts.models import User
from legacy.models import Run
from roster.models import Course, Enrollment, Lesson, Mark, Student
count = lambda rows: rows.exclude(legacy_key=None).filter(retired_at=None).count()
marks = Mark.objects.values_list("source", "status__code").annotate(n=Count("pk")).order_by()
stays = Enrollment.objects.filter(source=Enrollment.Source.IMPORTED)
print(json.dumps({
    "students": count(Student.objects), "courses": count(Course.objects),
    "staff": User.objects.exclude(legacy_key=None).count(), "enrollments": stays.count(),
    "lessons": Lesson.objects.count(), "marks": [list(one) for one in marks],
    "counts": Run.objects.latest("pk").counts,
}))
"""


class Site:
    """A scratch site on one old database; every command runs in a process of its own."""

    def __init__(self, folder, old):
        self.map = Path(folder) / "legacy.toml"
        self.environment = {
            **os.environ,
            "SECRET_KEY": "only-for-measuring-only-for-measuring-only",
            "HTTPS": "no",
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "LEGACY_DATABASE_URL": old,
            "LEGACY_MODELS": f"{folder}/models.py",
        }

    def run(self, *arguments):
        """(exit code, what was printed) of a command of manage.py."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        ran = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=600
        )
        return ran.returncode, ran.stdout if ran.returncode == 0 else ran.stderr

    def measure(self, answers=""):
        """Maps and imports; returns what arrived, or what was said instead."""
        self.run("inspect_legacy")
        code, text = self.run("map_legacy", "--no-ask", "--no-progress", "--output", self.map)
        if code:
            return {"exit": code, "said": text}
        self.run("migrate", "-v0")
        code, text = self.run("import_legacy", "--map", self.map, "--no-progress")
        if code:
            return {"exit": code, "said": text}
        told = json.loads(self.run("shell", "-v0", "-c", TELL)[1])
        return {"exit": 0, "map": self.map.read_text(), **told}


def url_of(name, servers, folder):
    """The URL of the old database, loaded anew; `servers` has functions that start MariaDB and
    PostgreSQL, each once."""
    path = SHARED / f"{name}.sql"
    if name.endswith("_sqlite"):
        file = Path(folder) / f"{name}.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.executescript(path.read_text())
        return f"sqlite:///{file}"
    server = servers[name.endswith("_pg")]()
    server.load_dump(name, path)
    return server.url(name)


def score(name, servers):
    """The checks of one database: `{what: (is right, expected, found)}`."""
    truth = json.loads((SHARED / f"{name}.truth.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        made = Site(folder, url_of(name, servers, folder)).measure()
    return checks(truth, made)


def main():
    parser = argparse.ArgumentParser(prog="bench.mapping", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    known = sorted(path.name.removesuffix(".truth.json") for path in SHARED.glob("*.truth.json"))
    results = {}
    with contextlib.ExitStack() as stack:
        servers = [
            functools.cache(lambda running=running: stack.enter_context(running()))
            for running in (mariadb.running, postgres.running)
        ]
        for name in options.names or known:
            results[name] = score(name, servers)
            if not options.json:
                show(name, results[name])
    if options.json:
        print(json.dumps(results, indent=2, ensure_ascii=False))
        return
    total = [right for found in results.values() for right, *_ in found.values()]
    print(f"{'all':<18}{sum(total):>4} of {len(total)} right ({sum(total) / len(total):.0%})")


def show(name, found):
    """Prints the score of one database, and what is wrong."""
    right = sum(ok for ok, *_ in found.values())
    print(f"{name:<18}{right:>4} of {len(found)} right ({right / len(found):.0%})")
    for what, (ok, expected, got) in found.items():
        if not ok:
            print(f"    {what}: {got}, should be {expected}")


if __name__ == "__main__":
    main()
