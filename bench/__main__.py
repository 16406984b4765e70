"""Measures pages, imports the door and sessions on SQLite and MariaDB and prints a table of each.

    script/bench [pages] [imports] [signin] [sessions]

The figures are also kept as JSON under var/bench/.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.old_school import lines
from tests import mariadb

ROOT = Path(__file__).resolve().parent.parent
MARKS = 100_000
SETTINGS = {"DJANGO_SETTINGS_MODULE": "bench.settings"}


def run(part, database, **variables):
    """The figures of one part on one database, measured in a process of its own."""
    environment = {
        **os.environ,
        **SETTINGS,
        "BENCH_DATABASE_URL": database,
        **variables,
    }
    ran = subprocess.run(
        [sys.executable, "-m", f"bench.{part}"],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def pages(server, folder):
    """Figures of the pages on both databases."""
    server.create("bench_pages")
    return {
        "SQLite": run("pages", f"sqlite:///{folder}/pages.sqlite3"),
        "MariaDB": run("pages", server.url("bench_pages")),
    }


def imports(server, folder):
    """Figures of an import from MariaDB into both databases."""
    dump = Path(folder) / "old_school.sql"
    dump.write_text("".join(lines(MARKS)))
    server.load_dump("old_school", dump)
    server.create("bench_import")
    old = {
        "BENCH_LEGACY_URL": server.url("old_school"),
        "BENCH_LEGACY_MODELS": f"{folder}/old_school_models.py",
    }
    site = f"sqlite:///{folder}/import.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "inspect_legacy"],
        env={**os.environ, **SETTINGS, **old, "BENCH_DATABASE_URL": site},
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return {
        "SQLite": run("imports", site, **old),
        "MariaDB": run("imports", server.url("bench_import"), **old),
    }


def signin(server, folder):
    """Figures of the door on both databases."""
    server.create("bench_signin")
    return {
        "SQLite": run("signin", f"sqlite:///{folder}/signin.sqlite3"),
        "MariaDB": run("signin", server.url("bench_signin")),
    }


def sessions(server, folder):
    """Figures of sessions on both databases."""
    server.create("bench_sessions")
    return {
        "SQLite": run("sessions", f"sqlite:///{folder}/sessions.sqlite3"),
        "MariaDB": run("sessions", server.url("bench_sessions")),
    }


PARTS = {"pages": pages, "imports": imports, "signin": signin, "sessions": sessions}


def show(name, figures):
    """Prints one part: a line for each figure, the databases side by side."""
    print(f"\n{name}: {' · '.join(figures)}")
    first = next(iter(figures.values()))
    for what, value in first.items():
        cells = [one[what] for one in figures.values()]
        if not isinstance(value, dict):
            print(f"  {what:<28}{'   '.join(f'{cell:>12,}' for cell in cells)}")
            continue
        for figure in value:
            line = "   ".join(f"{cell[figure]:>12,}" for cell in cells)
            print(f"  {what + ' ' + figure:<28}{line}")


def main():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    kept = ROOT / "var/bench"
    kept.mkdir(parents=True, exist_ok=True)
    with mariadb.running() as server, tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            figures = PARTS[name](server, folder)
            (kept / f"{name}.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False))
            show(name, figures)


if __name__ == "__main__":
    main()
