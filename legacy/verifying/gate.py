"""Punches of a gate, as `docs/map.md` defines them: each person's first one of a day."""

import datetime

from legacy.verifying.decoding import folded, written


def first_of_day(spec, place, rows):
    """Yields the row of each person's first punch of a day, with `date`, `time`, `minutes` and
    `cell` set; `place` says where a column stands in the values of `rows`."""
    first = {}
    wanted = [(place[name], folded(value)) for name, value in spec.get("only", {}).items()]
    at, by = place[spec["at"]], [place[name] for name in spec["by"]]
    for table, _parts, values in rows:
        moment = values[at]
        if not isinstance(moment, datetime.datetime):
            continue
        if any(folded(values[where]) != value for where, value in wanted):
            continue
        person = tuple([written(values[where]) for where in by])
        whose = (person, moment.date())
        if whose not in first or moment < first[whose][2][at]:
            first[whose] = (table, _parts, values)
    for person, day in sorted(first):
        table, _parts, values = first[person, day]
        late = _late(spec, place, values, values[at])
        word = "late" if late > spec.get("grace", 0) else "present"
        said = {"date": day, "time": values[at].time(), "cell": word}
        for name, value in (said | {"minutes": late if word == "late" else None}).items():
            values[place[name]] = value
        yield table, (*person, day.isoformat()), values


def _late(spec, place, values, moment):
    """Whole minutes from the beginning to the punch; before it less than none."""
    if "start" not in spec:
        return 0
    hour, minute, *_ = map(int, written(_start(spec["start"], place, values)).split(":"))
    begins = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return int((moment - begins).total_seconds() // 60)


def _start(start, place, values):
    """When it begins for the person of this row, as HH:MM."""
    start = {"column": start} if isinstance(start, str) else start
    said = start["value"] if "value" in start else values[place[start["column"]]]
    codes = {folded(code): time for code, time in start.get("values", {}).items()}
    return codes.get(folded(said), start.get("default")) if codes else said
