"""Kills parts of a site at random moments, under load, and proves that nothing is lost.

    script/chaos [--times N] [--minutes N] [--only worker web database all upgrade import …]

It needs no site and touches none: everything is made in a folder of its own, and removed. The
figures are also kept as JSON in var/bench/chaos.json.
"""

import argparse
import datetime
import json
import sys
import time
import traceback

from django.db import connections

from bench.chaos import processes, work
from bench.chaos.marks import Marks
from bench.chaos.site import Site

NAMES = {"sqlite": "SQLite", "mariadb": "MariaDB"}
VICTIMS = ("worker", "web", "database", "all", "upgrade")
WORK = {"import": work.imports, "mail": work.mails, "alerts": work.alerts}
PARTS = (*VICTIMS, *WORK)
KEPT = processes.ROOT / "var/bench/chaos.json"


def run(kind, parts, times, minutes):
    """Yields `(part, figures)` on one database."""
    with processes.scratch() as folder:
        site = Site(folder, kind)
        try:
            site.prepare()
            from django.utils.timezone import localdate

            from legacy.sample.writers import write_sqlite

            write_sqlite(folder / "old.sqlite3", today=localdate())
            for part in parts:
                if part != "database" or site.database:
                    yield part, figures_of(site, part, times, minutes)
        finally:
            site.end()


def figures_of(site, part, times, minutes):
    """The figures of one part; whatever goes wrong is among its faults."""
    started = time.monotonic()
    until = started + 60 * minutes
    connections.close_all()  # of a server that was killed since
    site.empty()
    try:
        if part in WORK:
            figures = WORK[part](site, times, until)
        else:
            site.start_web()
            figures = Marks(site, part).execute(times, until)
    except (Exception, processes.Stuck) as error:
        traceback.print_exc()
        figures = {"faults": [f"{type(error).__name__}: {error}"]}
    finally:
        site.web.kill()
    return figures | {
        "seconds": round(time.monotonic() - started),
        "day": f"{datetime.date.today()}",
    }


def keep(kind, part, figures):
    """Adds the figures to those of other parts, databases and days."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept.setdefault(NAMES[kind], {})[part] = figures | {"faults": len(figures["faults"])}
    KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False))


def show(kind, part, figures):
    """Prints one part: a line for each figure, and its faults."""
    print(f"\n{NAMES[kind]}, {part}")
    for what, value in figures.items():
        if what != "faults":
            print(f"  {what:<40}{value:>12}")
    print(f"  {'faults':<40}{len(figures['faults']):>12}")
    for fault in figures["faults"][:20]:
        print(f"    {fault}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="how often each is killed")
    parser.add_argument("--minutes", type=float, default=10, help="that a part kills at most")
    parser.add_argument("--database", choices=NAMES, default="sqlite")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    faults = 0
    for part, figures in run(given.database, given.only, given.times, given.minutes):
        keep(given.database, part, figures)
        show(given.database, part, figures)
        faults += len(figures["faults"])
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
