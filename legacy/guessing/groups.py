"""Groups: courses, classes, teams."""

from legacy.guessing.columns import Choice, Option, choose, one
from legacy.guessing.evidence import Found
from legacy.guessing.paths import upper_group
from legacy.guessing.people import alias_of, fill, value_of
from legacy.guessing.profiles import whole
from legacy.guessing.words import likeness


def groups(evidence, way, name):
    """The Found of the groups; `name` is what the only one is called where there are none."""
    target = evidence.target("group")
    if way.path is None:
        rows = {"table": way.table.row_words["table"], "key": [], "distinct": True}
        fields = {"name": one({"value": name}, "no table and no column names groups", 0.5)}
        return Found(target.name, way.table, rows, fields, "all are in one group", 0.5)
    if way.path.group is None:
        return _text_groups(evidence, target, way)
    table = way.path.table
    rows, fields = {"table": table.row_words["table"]}, {}
    if not table.key:
        rows["key"] = list(way.path.key)
    fields["name"], join = _group_name(evidence, table)
    if join:
        rows["join"] = join
    fill(evidence, "group", table, fields)
    return Found(
        target.name, table, rows, fields, way.path.reason, min(0.98, way.path.score + 0.2),
        others=_other_tables(way, table),
    )  # fmt: skip


def _other_tables(way, table):
    """Options for other tables of groups, each once."""
    found = {
        path.table.name: Option(path.table.name, path.reason, path.score)
        for path in way.others[::-1]
        if path.group and path.table is not table
    }
    return list(found.values())[::-1]


def _group_name(evidence, table):
    score, column = evidence.label(table)
    if column is None:
        key = table.columns[table.key[0]] if table.key else next(iter(table.columns.values()))
        return one(key.name, "nothing else names it", 0.3), {}
    choice = Choice([Option(column.name, "it names the row", min(0.95, score + 0.2))])
    upper = upper_group(evidence, table)
    if upper is None:
        return choice, {}
    alias = alias_of(upper.table)
    title = evidence.label(upper.table)[1]
    if title is None:
        return choice, {}
    value = [f"{alias}.{title.name}", column.name]
    choice.options.insert(0, Option(value, f"it is part of {upper.table.name}", 0.85))
    join = {"table": upper.table.name, "match": upper.to[0], "by": upper.column.name}
    return choice, {alias: join}


def _text_groups(evidence, target, way):
    """Groups that are only a text; where a smaller table has them all, that one is read."""
    path, columns = way.path, list(way.path.columns)
    table = columns[0].table
    smaller = _smaller(evidence, columns[0], table) if len(columns) == 1 else None
    if smaller:
        columns, table = [smaller], smaller.table
    names = [column.name for column in columns]
    source = table.base.row_words["table"] if _is_plain(table, names) else table.row_words["table"]
    rows = {"table": source, "key": names[0] if len(names) == 1 else names, "distinct": True}
    fields = {"name": one(_text_name(columns), path.reason, 0.8)}
    others = _other_tables(way, table)
    return Found(target.name, table, rows, fields, f"a column: {path.reason}", 0.7, others=others)


def _is_plain(table, names):
    return table.base is not None and not any(table.columns[name].made for name in names)


def _smaller(evidence, column, table):
    """A column of a small table that has the same texts."""
    wanted = set(column.counts)
    best = None
    for other in evidence.tables:
        if other in (table, table.base) or not 0 < other.rows <= 0.2 * table.rows:
            continue
        for candidate in other.columns.values():
            if candidate.kind != "text" or not candidate.counts:
                continue
            there = whole(candidate) or set()
            called = likeness(candidate.names, evidence.recognition("group").words)
            if wanted <= there and len(there) <= 3 * len(wanted) + 2 and called >= 0.5:
                best = min(best, candidate, key=lambda c: c.table.rows) if best else candidate
    return best


def _text_name(columns):
    if len(columns) == 1:
        return columns[0].name
    parts = []
    for column in columns:
        unit = "" if column.name.isascii() or len(column.name) > 3 else column.name
        parts.append(f"{{{column.name}}}{unit}")
    return {"template": " ".join(parts)}


def choose_plain(evidence, shape, table, name, leave_out=()):
    """A Choice for one field of a shape, or None."""
    clue = evidence.clue(shape, name)
    return choose(table, clue, leave_out, value_of) if clue.words else None
