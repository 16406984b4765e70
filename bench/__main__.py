"""Measures the site and its imports on SQLite and MariaDB and prints a table of each part.

    script/bench [PART ...]
    script/bench --all              all that var/bench/ has no result of, and docs/performance.md
    script/bench --write [PART ...] takes results from var/bench/, and writes docs/performance.md

Each part is kept as JSON under var/bench/ (`bench.stored`).
"""

import argparse
import glob
import json
import os
import platform
import subprocess
import sys
import tempfile

from bench import document, old_school, stored, tables
from bench.stored import ROOT
from tests import mariadb

MARKS = 100_000
SIZES = (10**4, 10**5, 10**6, 10**7)
SERVER_OF_A_SCHOOL = ("--innodb-buffer-pool-size=2G", "--innodb-log-file-size=512M")
SETTINGS = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
OF_MILLIONS = {"book", "reports"}  # a course, while the site around it grows
SLOW = {"import_export", "loaddata"}  # take a tenth of the rows, and no more than SLOW_ROWS
SLOW_ROWS = 50_000


def run(part, database, *arguments, **variables):
    """The figures of one part on one database, measured in a process of its own."""
    environment = {
        **os.environ,
        **SETTINGS,
        "BENCH_DATABASE_URL": database,
        **variables,
    }
    ran = subprocess.run(
        [sys.executable, "-m", f"bench.{part}", *map(str, arguments)],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def on_both(part):
    """A function that measures a part of the site on both databases."""

    def measure(server, folder, given):
        server.create(f"bench_{part}")
        asked = given.millions if part in OF_MILLIONS else ()
        return {
            "SQLite": run(part, f"sqlite:///{folder}/{part}.sqlite3", *asked),
            "MariaDB": run(part, server.url(f"bench_{part}"), *asked),
        }

    return measure


def imports(server, folder, given):
    """Figures of an import from MariaDB into both databases."""
    marks = given.marks
    server.create("bench_import")
    sites = {
        "SQLite": f"sqlite:///{folder}/import.sqlite3",
        "MariaDB": server.url("bench_import"),
    }
    figures = {}
    for name, site in sites.items():
        old_school.make(server, "old_school", marks)
        old = _inspected(server, folder, site)
        figures[name] = _steps(server, site, old, marks)
    return figures


def _inspected(server, folder, site):
    """The variables that name the old database, whose models are written."""
    old = {
        "BENCH_LEGACY_URL": server.url("old_school"),
        "BENCH_LEGACY_MODELS": f"{folder}/old_school_models.py",
    }
    subprocess.run(
        [sys.executable, "manage.py", "inspect_legacy"],
        env={**os.environ, **SETTINGS, **old, "BENCH_DATABASE_URL": site},
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return old


def _steps(server, site, old, marks):
    """Rows a second of each step, and the most memory that its process took."""
    step = lambda name: run("imports", site, name, **old)  # noqa: E731
    step("people")
    first, limit = step("marks"), step("limit")
    again = step("marks")
    server.execute(old_school.CHANGE, "old_school")
    changed, proof = step("marks"), step("verify")
    steps = {"first": first, "unchanged": again, "1% changed": changed, "verify": proof}
    figures = {f"{name} rows/s": round(marks / one["seconds"]) for name, one in steps.items()}
    figures |= {f"{name} MB": one["peak"] for name, one in steps.items()}
    figures["INSERT … SELECT rows/s"] = round(marks / limit["seconds"])
    figures["first / limit"] = round(limit["seconds"] / first["seconds"], 2)
    figures["unchanged / first"] = round(first["seconds"] / again["seconds"], 1)
    return {"marks": marks} | figures


def rivals(server, folder, given):
    """Rows a second of other ways to bring the same marks from MariaDB to MariaDB, or to SQLite."""
    marks = given.marks
    old_school.make(server, "old_school", marks)
    server.create("bench_rivals")
    site = server.url("bench_rivals")
    old = _inspected(server, folder, site)
    run("imports", site, "people", **old)
    figures = {"import_legacy rows/s": marks / run("imports", site, "marks", **old)["seconds"]}
    figures["INSERT … SELECT rows/s"] = marks / run("imports", site, "limit", **old)["seconds"]
    for way in ("cursor", "bulk_create", "clean_fields", "import_export", "loaddata"):
        rows = min(marks // 10, SLOW_ROWS) if way in SLOW else marks
        figures[f"{way} rows/s"] = rows / run("rivals", site, way, rows, **old)["seconds"]
    file = f"sqlite:///{folder}/rivals.sqlite3"
    run("imports", file, "people", **old)
    figures["import_legacy to SQLite rows/s"] = (
        marks / run("imports", file, "marks", **old)["seconds"]
    )
    figures["mysql-to-sqlite3 rows/s"] = (
        marks / run("rivals_sqlite", site, folder, **old)["seconds"]
    )
    return {"MariaDB": {"marks": marks} | {name: round(one) for name, one in figures.items()}}


def growth(server, folder, given):
    """Figures of schools of each size, MariaDB with as much memory as a school's server has."""
    figures = {"SQLite": {}, "MariaDB": {}}
    with mariadb.running(*SERVER_OF_A_SCHOOL, where=folder) as own:
        for marks in given.sizes:
            file = f"{folder}/growth.sqlite3"
            figures["SQLite"][str(marks)] = run("growth", f"sqlite:///{file}", marks)
            for path in glob.glob(f"{file}*"):
                os.remove(path)
            own.create("growth")
            figures["MariaDB"][str(marks)] = run("growth", own.url("growth"), marks)
    return figures


OF_THE_SITE = (
    "pages",
    "signin",
    "sessions",
    "taking",
    "book",
    "reports",
    "files",
    "load",
    "longuse",
    "slow",
)
PARTS = {part: on_both(part) for part in OF_THE_SITE}
PARTS |= {"imports": imports, "rivals": rivals, "growth": growth}


def show(name, figures):
    """Prints the tables of one part as they stand on the page."""
    for title, text in tables.of_part(name, figures).items():
        print(f"\n{name} {title}\n{text}")


def main():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--marks", type=int, default=MARKS, help="of the imports (%(default)s)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="in marks, of growth (up to 10⁷)"
    )
    parser.add_argument(
        "--millions",
        type=int,
        nargs="+",
        default=(),
        help="of marks around a course, of book and reports",
    )
    parser.add_argument("--all", action="store_true", help="what has no result yet, and the page")
    parser.add_argument("--write", action="store_true", help="only write docs/performance.md")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    if given.write and (missing := [part for part in given.parts if not stored.is_kept(part)]):
        parser.error(f"no result under var/bench/ of {', '.join(missing)}")
    wanted = given.parts or list(PARTS)
    if given.all:
        wanted = [part for part in PARTS if part in given.parts or not stored.is_kept(part)]
    if not given.write:
        measure(wanted, given)
    if given.all or given.write:
        stored.commit_results(PARTS if given.all else given.parts)
        document.write()


def measure(parts, given):
    """Measures these parts one after the other, keeps their results and prints them."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    with mariadb.running() as server, tempfile.TemporaryDirectory() as folder:
        for name in parts:
            watch = stored.Watch(server)
            figures = PARTS[name](server, folder, given)
            stored.keep(name, figures, watch.measured())
            show(name, figures)


if __name__ == "__main__":
    main()
