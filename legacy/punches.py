"""Punches of a gate: from many in and out per person and day to one mark."""

import datetime

from legacy.map_lines import Place
from legacy.values import fold, parse_value, text


def first_punches(spec, rows):
    """Yields, for each person and day, the first punch with `date`, `time`, `minutes` and `cell`.

    `spec` has `at` (the column of the moment), `by` (the columns that name the person), `only`
    (`{column: value}`, what an in-punch is), `start` (when it begins, a value of a map) and
    `grace` in minutes; `cell` is "present" up to then and "late" afterwards. Without a `start`
    every punch is "present".
    """
    first = {}
    for row in rows:
        moment = row.values[spec["at"]]
        if not isinstance(moment, datetime.datetime) or not _is_in(spec, row):
            continue
        person = tuple(text(row.values[name]) for name in spec["by"])
        known = first.get((person, moment.date()))
        if known is None or moment < known[0]:
            first[person, moment.date()] = (moment, row)
    for (person, day), (moment, row) in sorted(first.items(), key=lambda item: item[0]):
        yield _day(spec, row, person, day, moment)


def _is_in(spec, row):
    return all(
        fold(row.values[name]) == fold(wanted) for name, wanted in spec.get("only", {}).items()
    )


def _day(spec, row, person, day, moment):
    late = _minutes_late(spec, row, moment)
    word = "late" if late > spec.get("grace", 0) else "present"
    values = {
        "date": day,
        "time": moment.time(),
        "minutes": int(late) if word == "late" else None,
        "cell": word,
    }
    return row.derived((*person, day.isoformat()), values)


def _minutes_late(spec, row, moment):
    if "start" not in spec:
        return 0
    start = parse_value(spec["start"], Place("marks", ("punches", "start")))
    raw = start.raw(row.values)
    given = start.values.get(fold(raw), start.default) if start.values else raw
    begins = datetime.datetime.combine(moment.date(), datetime.time.fromisoformat(text(given)))
    return (moment - begins).total_seconds() // 60
