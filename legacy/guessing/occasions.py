"""Dated events of groups: lessons, meetings, trainings."""

from dataclasses import replace

from legacy.guessing.columns import Choice, Option, fit, one
from legacy.guessing.evidence import Found
from legacy.guessing.moments import moments
from legacy.guessing.paths import paths
from legacy.guessing.people import fill, key_of, switch
from legacy.guessing.ways import spoken
from legacy.values import fold, text


def events(evidence, reading, way, groups_found):
    """The Found of dated events: what the records refer to, or a table beside them."""
    target = evidence.target("event")
    if reading.event is not None and reading.event.column is None:
        table = reading.table.base
    elif reading.event is not None:
        table = reading.event.table
    else:
        table = _beside(evidence, reading, way)
    if table is None:
        return None
    dates = moments(evidence, table, "event")
    if not dates:
        return None
    rows, fields = {"table": table.row_words["table"]}, {}
    course = _course_of_event(evidence, table, reading, way, groups_found, rows)
    if course is None:
        return None
    fields["course"] = course
    best = dates[0]
    fields["date"] = Choice([Option(m.value, m.reason, min(0.98, m.score)) for m in dates[:3]])
    if best.has_time and best.column is not None:
        fields["starts_at"] = one(best.value, "the date has a time", 0.9)
    _fill_event(evidence, table, fields)
    if reading.only and reading.event is None:
        fields["held"] = one({"value": True}, "who is not listed was there", 0.8)
    if not table.key:
        rows["key"] = [*_names(course.best.value), *best.names]
        rows["distinct"] = True
    return Found(target.name, table, rows, fields, "a row per date of a group", 0.85)


def _names(value):
    if isinstance(value, dict):
        return [value["column"]] if "column" in value else []
    return [name for name in (value if isinstance(value, list) else [value]) if "." not in name]


def _course_of_event(evidence, table, reading, way, groups_found, rows):
    if way.path is None:
        value = groups_found.fields["name"].best.value
        return one({**value, "to": value}, "there is one group", 0.6)
    path = way.path if way.table is table else None
    if path is None:
        options = paths(evidence, table, avoid={reading.persons})
        path = next((p for p in options if p.table is way.path.table and p.group), None)
        path = path or next((p for p in options if _same_texts(p, way.path)), None)
    if path is None:
        return None
    value, joins = spoken(path, key_of(groups_found))
    if joins:
        rows["join"] = joins
    return one(value, path.reason, min(0.97, path.score + 0.2))


def _same_texts(one_path, other):
    if one_path.group or other.group or len(one_path.columns) != len(other.columns):
        return False
    pairs = zip(one_path.columns, other.columns, strict=True)
    return all(set(a.counts) & set(b.counts) for a, b in pairs)


def _fill_event(evidence, table, fields):
    date = fields["date"].best.value
    clue = evidence.clue("event", "cancelled")
    for column in table.columns.values():
        if fit(column, clue) >= 0.5 and "cancelled" not in fields:
            switched = switch(evidence, _only(table, column), clue, rare=True)
            if switched:
                fields["cancelled"] = switched
    known = {**fields}
    fill(evidence, "event", table, known)
    taken = date if isinstance(date, str) else None
    for name, choice in known.items():
        if name not in fields and choice.best.value != taken:
            fields[name] = choice


def _only(table, column):
    """The table with one column, to look at that alone."""
    return replace(table, columns={column.name: column})


def _beside(evidence, reading, way):
    """A table of events that the records do not refer to, but share dates and groups with."""
    if reading.moment is None or way.path is None or reading.table.base is not None:
        return None
    best = None
    for table in evidence.tables:
        if table in (reading.table, reading.persons, way.path.table):
            continue
        if evidence.event(table) < 0.3 or evidence.links.between(table, reading.persons):
            continue
        date = evidence.date_columns(table, "event")[0][1]
        shared = _shared_dates(reading, date)
        to_group = evidence.links.between(table, way.path.table) if way.path.group else True
        if to_group and shared >= 0.3:
            score = shared + evidence.event(table)
            if best is None or score > best[0]:
                best = (score, table)
    return best and best[1]


def _shared_dates(reading, column):
    """The share of the records' dates that a column has, too."""
    if reading.moment.column is None:
        return 0.0
    ours = {text(value)[:10] for value in reading.moment.column.texts}
    there = {fold(value)[:10] for value in column.texts}
    return len({fold(one) for one in ours} & there) / max(1, len(ours))
