"""From records to their group, and how a map says so."""

from dataclasses import dataclass, replace

from legacy.guessing.paths import paths
from legacy.guessing.people import alias_of, reference


@dataclass
class Way:
    """How records get to their group: `path` from `table`; none where all are one group."""

    table: object
    path: object
    others: tuple = ()


def way_of(evidence, reading):
    """The Way from the records (or their events) to groups."""
    avoid = {reading.persons}
    if reading.event is not None and reading.event.column is not None:
        event = reading.event.table
        found = paths(evidence, event, avoid=avoid)
        if found and found[0].score >= 0.4:
            return Way(event, found[0], tuple(found[1:3]))
    table = reading.table.base if reading.event and not reading.event.column else reading.table
    leave_out = set(reading.taken) - ({"cell"} if reading.code is None else set())
    found = [p for p in paths(evidence, table, leave_out, avoid) if p.score >= 0.4]
    direct = [p for p in found if not p.links]
    if direct:
        return Way(table, direct[0], tuple(p for p in found if p is not direct[0])[:2])
    found += _over_person(evidence, reading)
    found.sort(key=lambda path: (-round(path.resolved, 1), -path.score))
    return Way(table, found[0], tuple(found[1:3])) if found else Way(table, None)


def _over_person(evidence, reading):
    """Paths of which the first step is the person of the record."""
    if reading.person is None or reading.person.by_name:
        return []
    known = paths(evidence, reading.persons, avoid={reading.table}, steps=2)
    return [
        replace(path, links=(reading.person, *path.links), score=path.score * 0.9)
        for path in known
        if path.score >= 0.4
    ]


def spoken(path, key=None):
    """(value, joins): what a map says to follow a Path from its table."""
    joins, prefix = {}, ""
    for link in path.links:
        alias = alias_of(link.table)
        joins[alias] = {
            "table": link.table.row_words["table"],
            "match": link.to[0],
            "by": f"{prefix}{link.column.name}",
        }
        prefix = f"{alias}."
    names = [f"{prefix}{column.name}" for column in path.columns]
    if path.group:
        return reference(path.group, key, names[0]), joins
    return (names[0] if len(names) == 1 else names), joins
