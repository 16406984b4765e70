"""Punches of a gate: from many in and out per person and day to one mark."""

import datetime
import pickle
from contextlib import closing
from itertools import islice

from legacy.digests import named
from legacy.map_lines import Place
from legacy.shelf import CACHE, private_file
from legacy.values import fold, parse_value, text

LOT = 2000  # punches that are in memory at a time


def first_punches(spec, rows):
    """Yields, for each person and day, the first punch with `date`, `time`, `minutes` and `cell`.

    `spec` has `at` (the column of the moment), `by` (the columns that name the person), `only`
    (`{column: value}`, what an in-punch is), `start` (when it begins, a value of a map) and
    `grace` in minutes; `cell` is "present" up to then and "late" afterwards. Without a `start`
    every punch is "present". Years of punches stay on disk until all of them were read.
    """
    rows = (row for row in rows if _is_in(spec, row))
    with closing(First(spec)) as first:
        while lot := list(islice(rows, LOT)):
            first.put(lot)
        for row in first:
            yield _day(spec, row)


class First:
    """The earliest punch of each person and day, in a private file."""

    def __init__(self, spec):
        self.spec, self.file = spec, private_file(CACHE)
        self.file.execute(
            "CREATE TABLE first (person TEXT, day TEXT, moment TEXT, row BLOB,"
            " PRIMARY KEY (person, day))"
        )

    def put(self, rows):
        """Takes punches, in whatever order."""
        found = {}
        for row in rows:
            person, moment = _person(self.spec, row), row.values[self.spec["at"]]
            place = named(person), moment.date().isoformat()
            if place not in found or moment < found[place][0]:
                found[place] = moment, row
        with self.file:
            self.file.execute("BEGIN")
            self.file.executemany(
                "INSERT INTO first VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " moment = excluded.moment, row = excluded.row WHERE excluded.moment < moment",
                (
                    (*place, moment.isoformat(), pickle.dumps(row))
                    for place, (moment, row) in found.items()
                ),
            )

    def __iter__(self):
        for (row,) in self.file.execute("SELECT row FROM first ORDER BY person, day"):
            yield pickle.loads(row)  # noqa: S301 - as put above

    def close(self):
        self.file.close()


def _person(spec, row):
    return tuple(text(row.values[name]) for name in spec["by"])


def _is_in(spec, row):
    only = spec.get("only", {}).items()
    return isinstance(row.values[spec["at"]], datetime.datetime) and all(
        fold(row.values[name]) == fold(wanted) for name, wanted in only
    )


def _day(spec, row):
    moment = row.values[spec["at"]]
    late, day = _minutes_late(spec, row, moment), moment.date()
    word = "late" if late > spec.get("grace", 0) else "present"
    values = {
        "date": day,
        "time": moment.time(),
        "minutes": int(late) if word == "late" else None,
        "cell": word,
    }
    return row.derived((*_person(spec, row), day.isoformat()), values)


def _minutes_late(spec, row, moment):
    if "start" not in spec:
        return 0
    start = parse_value(spec["start"], Place("marks", ("punches", "start")))
    raw = start.raw(row.values)
    given = start.values.get(fold(raw), start.default) if start.values else raw
    begins = datetime.datetime.combine(moment.date(), datetime.time.fromisoformat(text(given)))
    return (moment - begins).total_seconds() // 60
