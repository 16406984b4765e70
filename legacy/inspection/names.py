"""Names of tables and columns, made into names of Python."""

import keyword
import re
import unicodedata

from django.db import models

# What a field may not be called, because the model, its admin or the file's body has it already.
TAKEN = {name for name in dir(models.Model) if not name.startswith("__")} | {
    "pk", "objects", "id", "models", "fields", "row_key",
}  # fmt: skip
MODULE_NAMES = {"models", "fields", "Meta", "None", "True", "False", "Now"}
ID_ENDS = re.compile(r"_(id|no|cd|code|key|seq|idx|fk|ref|uid|num)$")
CAMEL_ID = re.compile(r"(?<=[a-z])(Id|ID|No|Code|Key)$")


def model_names(tables):
    """`{table name: class name}`, all different whatever the case."""
    names, used = {}, {name.lower() for name in MODULE_NAMES}
    for table in tables:
        name = class_name(table.name)
        names[table.name] = _unused(name, used, "")
        used.add(names[table.name].lower())
    return names


def class_name(table):
    """`ban_member` becomes `BanMember`; letters of any script stay."""
    words = re.split(r"[\W_]+", unicodedata.normalize("NFKC", table))
    name = "".join(word[:1].upper() + word[1:] for word in words if word)
    if not name.isidentifier() or keyword.iskeyword(name):
        name = f"Table{name}"
    return name if name.isidentifier() else "Table"


def field_names(table, normalize):
    """`{column: field name}` by `normalize`, the rule of Django's inspectdb, and what it misses."""
    names, used = {}, set()
    for column in table.columns:
        plain = unicodedata.normalize("NFKC", column.name)
        name, _, _ = normalize(plain, list(used), False)
        if not name.isidentifier():
            name = "field_" + re.sub(r"\W", "", name).strip("_")
        is_own_id = name == "id" and table.key == [column.name]
        if name in TAKEN and not is_own_id:
            name = f"{name}_field"
        names[column.name] = _unused(re.sub("__+", "_", name).strip("_") or "field", used)
        used.add(names[column.name])
    return names


def relation_names(table, names):
    """`{reference: field name}`: `teacher_id` gives `teacher`, unless a column is called so."""
    used, found = set(names.values()), {}
    for reference in table.references:
        own = names[reference.columns[0]]
        ends = len(CAMEL_ID.split(reference.columns[0], maxsplit=1)[0]) - len(reference.columns[0])
        name = own[:ends] if ends and own == reference.columns[0].lower() else ID_ENDS.sub("", own)
        if name in used or name in TAKEN or not name.isidentifier() or keyword.iskeyword(name):
            name = f"{own}_row".strip("_")
        found[reference] = _unused(name, used)
        used.add(found[reference])
    return found


def _unused(name, used, between="_"):
    number, free = 2, name
    while free.lower() in used:
        free, number = f"{name}{between}{number}", number + 1
    return free
