"""Writes tables as the text of a models file.

A schema is hostile input: every name and comment reaches the file as a quoted literal.
"""

from legacy.inspection.names import field_names, model_names
from legacy.inspection.types import field_for

HEAD = '''"""The tables of the old database, written by `manage.py inspect_legacy`.

Do not edit: run the command again instead. `inspect_legacy --check` says what has changed since.
"""

from django.db import models

from legacy import fields
'''
SHORT = 30
LINE = 100


def write_models(tables, normalize):
    """The whole file for `tables`: the same schema gives the same text, byte for byte."""
    classes = model_names(tables)
    blocks = [write_model(table, classes, normalize) for table in tables]
    return "\n\n".join([HEAD, *blocks]) if blocks else HEAD


def write_model(table, classes, normalize):
    """The class of one table, ended by one line break."""
    names = field_names(table, normalize)
    lines = [f"class {classes[table.name]}(models.Model):"]
    if len(table.key) != 1:
        lines.append(_key_line(table, set(names.values())))
    for column in table.columns:
        kind, options = _field(table, column)
        if names[column.name] != column.name:
            options["db_column"] = column.name
        lines.append(_call(names[column.name], kind, options))
    return "\n".join(lines + _meta(table, names)) + "\n"


def _key_line(table, used):
    name = "row_key"
    while name in used:
        name += "_"
    columns = table.key or [column.name for column in table.columns]
    arguments = ", ".join(map(repr, columns))
    options = ", digest=True" if not table.key else ""
    return f"    {name.rstrip('_')} = fields.KeyField({arguments}{options})"


def _field(table, column):
    kind, options = field_for(column)
    if table.key == [column.name]:
        options["primary_key"] = True
    elif column.name in table.unique and not table.is_view:
        options["unique"] = True
    if column.null and "primary_key" not in options:
        options |= {"null": True, "blank": True}
    return kind, options | _comment(column)


def _comment(column):
    text = " ".join(column.comment.split())
    notes = [text] if len(text) > SHORT else []
    if column.default not in {None, "", "''"}:
        notes.append(f"default: {column.default}")
    if "GENERATED" in column.extra.upper():
        notes.append("generated")
    options = {"verbose_name": text} if text and len(text) <= SHORT else {}
    return options | ({"help_text": "; ".join(notes)} if notes else {})


def _call(name, kind, options):
    arguments = [f"{key}={value!r}" for key, value in options.items()]
    line = f"    {name} = {kind}({', '.join(arguments)})"
    if len(line) <= LINE:
        return line
    inner = "\n".join(f"        {argument}," for argument in arguments)
    return f"    {name} = {kind}(\n{inner}\n    )"


def _meta(table, names):
    title = " ".join(table.comment.split())
    title = title if 0 < len(title) <= SHORT and not table.is_view else table.name
    lines = [
        "",
        "    class Meta:",
        "        managed = False",
        f"        db_table = {table.name!r}",
        f"        verbose_name = {title!r}",
        f"        verbose_name_plural = {title!r}",
        "        default_permissions = ()",
    ]
    unique = ([tuple(table.key)] if len(table.key) > 1 else []) + table.unique_together
    together = [tuple(names[column] for column in columns) for columns in unique]
    if together and not table.is_view:
        lines.append(f"        unique_together = {together!r}")
    return lines


def blocks_by_table(text):
    """`{table: its class as text}` of a models file, to compare two files table by table."""
    blocks = {}
    for block in text.split("\n\n\nclass ")[1:]:
        for line in block.splitlines():
            if line.startswith("        db_table = "):
                blocks[line] = block.strip()
    return {line.partition(" = ")[2]: block for line, block in blocks.items()}


def drift(old, new):
    """What differs between two models files: lines such as "changed: 'member'"."""
    before, after = blocks_by_table(old), blocks_by_table(new)
    lines = [f"gone: {table}" for table in before if table not in after]
    lines += [f"new: {table}" for table in after if table not in before]
    lines += [
        f"changed: {table}" for table in after if before.get(table, after[table]) != after[table]
    ]
    return sorted(lines)
