"""Persons, operators who sign in, and those beside a person."""

from legacy.guessing.columns import Choice, Option, choose, name_parts, one, ranked
from legacy.guessing.credentials import passwords
from legacy.guessing.evidence import Found
from legacy.guessing.meanings import understand
from legacy.guessing.words import tokens
from legacy.values import FALSE, TRUE, fold

PLAIN_KEYS = {("id",), ("pk",), ("idx",), ("seq",)}  # nobody is called by such a number
MOST_RARE = 0.8


def persons(evidence, reading):
    """The Found of the persons that the records speak of."""
    table = reading.persons
    rows, fields = {"table": table.row_words["table"]}, {}
    if reading.person is None:
        rows |= _distinct_names(evidence, table)
    elif not table.key:
        rows |= _key_of_keyless(table, reading.person)
    where, reason = roles_apart(evidence, reading)
    if where:
        rows["where"] = where
    name, join = name_of(evidence, table)
    fields["name"] = name
    if join:
        rows["join"] = join
    fill(evidence, "person", table, fields, number=_number(evidence, reading))
    active = switch(evidence, table, evidence.clue("person", "active"))
    if active:
        fields["active"] = active
    whole = f"records refer to it; {reason}" if reason else "records refer to it"
    if reading.person is None:
        whole = "no table of persons: the records name them"
        fields = {"name": name}
    return Found(
        evidence.target("person").name, table, rows, fields, whole,
        min(0.99, evidence.person(table) + 0.2), notes=passwords(table),
    )  # fmt: skip


def _distinct_names(evidence, table):
    name, _ = name_of(evidence, table)
    value = name.best.value
    return {"key": value, "distinct": True}


def _key_of_keyless(table, link):
    """Something unique for a table without a key: what others refer to, or the first such."""
    if len(link.to) == 1 and table.columns[link.to[0]].is_unique:
        return {"key": link.to[0]}
    unique = [c.name for c in table.columns.values() if c.is_unique and c.dates is None]
    return {"key": unique[0]} if unique else {}


def name_of(evidence, table, shape="person"):
    """(Choice, join) of the names of a table's persons; the join is empty in most cases."""
    clue = evidence.clue(shape, "name")
    whole = [pair for pair in ranked(table, clue) if pair[0] >= 0.45]
    parts = name_parts(table, clue)
    options = [Option(c.name, "its name and its values", min(0.99, s)) for s, c in whole[:3]]
    if parts:
        full = whole and whole[0][1] not in parts and whole[0][0] > 0.75
        options = [option for option in options if option.value not in {c.name for c in parts}]
        options.insert(1 if full else 0, Option(_together(parts), "the parts of a name", 0.95))
    if options:
        return Choice(options), {}
    link = evidence.lender_of_name(table)
    if link is None:
        return None, {}
    lent, _ = name_of(evidence, link.table, shape)
    alias = alias_of(link.table)
    value = [f"{alias}.{part}" for part in _listed(lent.best.value)]
    join = {alias: {"table": link.table.name, "match": link.to[0], "by": link.column.name}}
    return one(value[0] if len(value) == 1 else value, link.reason, 0.8), join


def _listed(value):
    if isinstance(value, dict):
        return value["columns"]
    return value if isinstance(value, list) else [value]


def _together(parts):
    """Names of two columns; Korean, Chinese and Japanese ones have no blank between them."""
    names = [column.name for column in parts]
    if all(column.looks_like("western") < 0.5 and _is_eastern(column) for column in parts):
        return {"columns": names[::-1], "separator": ""}
    return names


def _is_eastern(column):
    return bool(column.texts) and all(one[0] >= "\u3040" for one in column.texts[:50])


def key_of(found):
    """The columns by which the rows of a Found are named."""
    key = found.rows.get("key")
    if key is None:
        return tuple(found.table.key)
    return (key,) if isinstance(key, str) else tuple(key)


def alias_of(table):
    """What a joined table is called in the map."""
    name = "".join(char if char.isalnum() or char == "_" else "_" for char in table.name)
    return name or "other"


def fill(evidence, shape, table, fields, **known):
    """Chooses a column for each plain field of the target of a shape; `known` has Choices (or
    None) of fields that are known already."""
    target = evidence.target(shape)
    taken = {part for choice in fields.values() for part in parts_of(choice.best.value)}
    for wanted in target.fields:
        clue = target.recognition.clue(wanted.name)
        if wanted.name in fields or not clue.words or clue.meanings:
            continue
        choice = (
            known[wanted.name] if wanted.name in known else choose(table, clue, taken, value_of)
        )
        if choice:
            fields[wanted.name] = choice
            taken |= set(parts_of(choice.best.value))


def parts_of(value):
    """The columns that a value of a map is made of, as a list."""
    if isinstance(value, dict):
        return [value["column"]] if "column" in value else value.get("columns", [])
    return value if isinstance(value, list) else [value]


def value_of(column):
    """What the map says of a column: text dates need their format."""
    if column.kind == "text" and column.dates is not None:
        formats = column.dates.formats
        if formats and formats != ("%Y-%m-%d",):
            said = formats[0] if len(formats) == 1 else list(formats)
            return {"column": column.name, "format": said}
    return column.name


def _number(evidence, reading):
    """What a person is called by: what the records use counts for more."""
    table, clue = reading.persons, evidence.clue("person", "number")
    used = reading.person.to if reading.person else ()
    options = []
    for score, column in ranked(table, clue):
        plain_key = (
            column.key and column.kind == "integer" and tokens(column.name)[-1:] in PLAIN_KEYS
        )
        if (
            plain_key
            or column.dates is not None
            or not column.is_unique
            or refers(evidence, column)
        ):
            continue
        bonus = 0.3 if column.name in used else 0.0
        told = "records use it" if bonus else "its name, and no value twice"
        options.append(Option(column.name, told, min(0.99, score + bonus)))
    options.sort(key=lambda option: -option.confidence)
    return Choice(options[:3]) if options else None


def refers(evidence, column):
    """Whether a column speaks of another table's rows."""
    return bool(evidence.links.of(column)) and not column.key


def switch(evidence, table, clue, rare=False):
    """The Choice of a column that says yes or no (active or not), or None.

    `rare` is what most rows do not say, or the column means something else.
    """
    for score, column in ranked(table, clue):
        if score < 0.5 or column.dates is not None:
            continue
        meaning = understand(column, clue, evidence.codes)
        if meaning.strength < 0.5 or len(meaning.words) < 2 or meaning.unknown:
            continue
        said = sum(column.counts[fold(code)] for code, yes in meaning.values.items() if yes is rare)
        if said <= MOST_RARE * sum(column.counts.values()):
            plain = all(
                fold(code) in (TRUE if yes else FALSE) for code, yes in meaning.values.items()
            )
            value = column.name if plain else {"column": column.name, "values": meaning.values}
            return one(value, meaning.reason, min(0.95, 0.5 + 0.5 * meaning.strength))
    return None


def roles_apart(evidence, reading):
    """(where, reason): which of the persons the records speak of, where others share the table."""
    if reading.person is None:
        return {}, ""
    table, target = reading.persons, reading.person.table.columns[reading.person.to[0]]
    spoken = set(reading.person.column.counts)
    for column in table.columns.values():
        if not 2 <= len(column.counts) <= 8 or column.dates or evidence.roles(column) < 0.4:
            continue
        total, used = {}, {}
        for value, key in zip(column.values, target.values, strict=True):
            total[fold(value)] = total.get(fold(value), 0) + 1
            used[fold(value)] = used.get(fold(value), 0) + (fold(key) in spoken)
        inside = [one for one in total if used[one] >= 0.5 * total[one] and one]
        outside = [one for one in total if used[one] <= 0.05 * total[one] and one]
        if inside and outside and len(inside) + len(outside) == len([one for one in total if one]):
            spelled = _spelled(column)
            values = [spelled[one] for one in inside]
            where = {column.name: values[0] if len(values) == 1 else values}
            return where, f"only where {column.name} is {', '.join(map(str, values))}"
    return {}, ""


def _spelled(column):
    return {fold(value): value for value in column.values if value is not None}


def reference(link, key=None, column=None):
    """What a map says of a reference: `key` is what the other target's rows are named by."""
    name = column or link.column.name
    key = key if key is not None else link.table.key
    if link.to == tuple(key):
        return name
    if len(link.to) == 1:
        return {"column": name, "to": link.to[0]}
    template = link.separator.join(f"{{{part}}}" for part in link.to)
    return {"column": name, "to": {"template": template}}
