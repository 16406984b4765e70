"""Who is in which group."""

from legacy.guessing.columns import one
from legacy.guessing.evidence import Found
from legacy.guessing.paths import paths
from legacy.guessing.people import fill, key_of, reference
from legacy.guessing.ways import spoken
from legacy.guessing.words import likeness


def memberships(evidence, reading, way, persons_found, groups_found):
    """The Found of who is in which group, or None where only the records tell."""
    target = evidence.target("membership")
    keys = key_of(persons_found), key_of(groups_found)
    if reading.person is None:
        return None
    if way.path is None:
        rows = _rows_of(persons_found)
        value = groups_found.fields["name"].best.value
        fields = {
            "student": one(_plain(keys[0]), "same row", 0.9),
            "course": one({**value, "to": value}, "there is one group", 0.6),
        }
        return Found(target.name, reading.persons, rows, fields, "everybody is in it", 0.6)
    return _membership_table(evidence, target, reading, way, keys) or _membership_column(
        evidence, target, reading, way, persons_found, keys
    )


def _membership_table(evidence, target, reading, way, keys):
    best = None
    for table in evidence.tables:
        if table in (reading.table, reading.table.base, reading.persons, way.path.table):
            continue
        if way.path.group is None:
            continue
        person = evidence.links.between(table, reading.persons)
        group = evidence.links.between(table, way.path.table)
        if not person or not group or person.column is group.column:
            continue
        if evidence.person(table) >= 0.6:
            continue
        called = max(0.0, evidence.called(table, "membership"))
        few = 0.3 if table.rows <= 20 * max(1, reading.persons.rows) else -0.5
        records = likeness(table.names, evidence.recognition("record").words)
        score = 0.4 * person.score + 0.4 * group.score + 0.4 * called + few - 0.6 * records
        if score >= 0.6 and (best is None or score > best[0]):
            best = (score, table, person, group)
    if best is None:
        return None
    score, table, person, group = best
    fields = {
        "student": one(reference(person, keys[0]), person.reason, person.score),
        "course": one(reference(group, keys[1]), group.reason, group.score),
    }
    fill(evidence, "membership", table, fields)
    rows = {"table": table.row_words["table"]}
    if not table.key:
        rows["key"] = [person.column.name, group.column.name]
        rows["distinct"] = True
    reason = "it refers to persons and to groups"
    return Found(target.name, table, rows, fields, reason, min(0.97, score))


def _membership_column(evidence, target, reading, way, persons_found, keys):
    """A column of the person that names the group."""
    found = paths(evidence, reading.persons, avoid={reading.table}, steps=2)
    same = [path for path in found if path.table is way.path.table and not path.links]
    if way.path.group is None:
        columns = way.path.columns
        same = [path for path in same if path.columns == columns]
    if not same:
        same = [p for p in found if p.table is way.path.table and p.links and p.group]
    if not same:
        return None
    value, joins = spoken(same[0], keys[1])
    fields = {
        "student": one(_plain(keys[0]), "same row", 0.95),
        "course": one(value, same[0].reason, min(0.95, same[0].score + 0.2)),
    }
    rows = _rows_of(persons_found)
    if joins:
        rows["join"] = joins
    fill(evidence, "membership", reading.persons, fields, roll_number=None)
    return Found(target.name, reading.persons, rows, fields, "a column of the person", 0.8)


def _rows_of(found):
    """The words about rows that another target on the same table needs as well."""
    return {word: found.rows[word] for word in ("table", "key", "where") if word in found.rows}


def _plain(key):
    return key[0] if len(key) == 1 else list(key)
