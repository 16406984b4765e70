"""Those beside a person: parents, guardians."""

from legacy.guessing.columns import choose, one, ranked
from legacy.guessing.evidence import Found
from legacy.guessing.people import name_of, parts_of, reference
from legacy.guessing.words import likeness


def contacts(evidence, reading, persons_found):
    """Founds of those beside a person: in columns of the person's row, or in a table of theirs."""
    target = evidence.target("contact")
    found = _contact_table(evidence, reading, target)
    if found or reading.person is None:
        return [found] if found else []
    table, fields = reading.persons, {}
    for name in ("phone", "email", "name"):
        taken = {part for c in persons_found.fields.values() for part in parts_of(c.best.value)}
        taken |= {choice.best.value for choice in fields.values()}
        clue = target.recognition.clue(name)
        best = [
            (score, column)
            for score, column in ranked(table, clue, taken)
            if likeness(column.names, clue.words) >= 0.6
        ]
        if best and not (name == "name" and best[0][1].looks_like("number") > 0.5):
            fields[name] = one(best[0][1].name, "its name and its values", best[0][0])
    if not {"phone", "email", "name"} & set(fields):
        return []
    filled = next(fields[name].best.value for name in ("phone", "email", "name") if name in fields)
    rows = {"table": table.row_words["table"], "where": {filled: {"not": ""}}}
    rows["where"] |= persons_found.rows.get("where", {})
    key = persons_found.rows.get("key") or list(table.key)
    fields["student"] = one(
        key[0] if isinstance(key, list) and len(key) == 1 else key, "same row", 0.95
    )
    if "key" in persons_found.rows:
        rows["key"] = persons_found.rows["key"]
    return [Found(target.name, table, rows, fields, "columns of the person's row", 0.8)]


def _contact_table(evidence, reading, target):
    words = target.recognition.words
    for table in evidence.tables:
        if table in (reading.persons, reading.table) or likeness((table.name,), words) < 0.7:
            continue
        link = evidence.links.between(table, reading.persons)
        if link is None:
            continue
        fields = {"student": one(reference(link), link.reason, link.score)}
        _fill_contact(evidence, table, fields)
        if len(fields) > 1:
            rows = {"table": table.row_words["table"]}
            return Found(
                target.name, table, rows, fields, "its name, and it refers to persons", 0.8
            )
    return None


def _fill_contact(evidence, table, fields):
    for name in ("name", "phone", "email"):
        if name == "name":
            choice, _ = name_of(evidence, table)
        else:
            choice = choose(table, evidence.clue("person", name), (fields["student"].best.value,))
        if choice:
            fields[name] = choice
    clue = evidence.clue("contact", "relation")
    if relation := choose(table, clue):
        fields["relation"] = relation
