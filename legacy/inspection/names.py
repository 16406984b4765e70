"""Names of tables and columns, made into names of Python."""

import keyword
import re
import unicodedata

from django.db import models

# What a field may not be called, because the model or its admin has it already.
TAKEN = {name for name in dir(models.Model) if not name.startswith("__")} | {"pk", "objects", "id"}
MODULE_NAMES = {"models", "fields", "Meta", "None", "True", "False"}


def model_names(tables):
    """`{table name: class name}`, all different whatever the case."""
    names, used = {}, {name.lower() for name in MODULE_NAMES}
    for table in tables:
        name = class_name(table.name)
        names[table.name] = _unused(name, used)
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
        names[column.name] = _unused(name.strip("_") or "field", used)
        used.add(names[column.name])
    return names


def _unused(name, used):
    number, free = 2, name
    while free.lower() in used:
        free, number = f"{name}_{number}", number + 1
    return free
