"""Writes tables as the text of a models file.

A schema is hostile input: every name and comment reaches the file as a quoted literal.
"""

from legacy.inspection.defaults import NOW, default_of
from legacy.inspection.literals import Code, call, listed, literal
from legacy.inspection.names import field_names, model_names, relation_names
from legacy.inspection.ordering import by_dependency
from legacy.inspection.types import NO_PLAIN_KEY, field_for

HEAD = '''"""The tables of the old database, written by `manage.py inspect_legacy`.

Do not edit: run the command again instead. `inspect_legacy --check` says what has changed since.
"""

from django.db import models
{imports}
from legacy import fields
'''
SHORT = 30
MOST_KEYS = 90


def write_models(tables, normalize):
    """The whole file for `tables`: the same schema gives the same text, byte for byte."""
    classes = model_names(sorted(tables, key=lambda table: table.name))
    names = {table.name: field_names(table, normalize) for table in tables}
    blocks = [Model(table, classes, names).text() for table in by_dependency(tables)]
    body = "\n\n".join(["", *blocks]) if blocks else ""
    now = "from django.db.models.functions import Now\n" if f"db_default={NOW}" in body else ""
    return HEAD.format(imports=now) + body


class Model:
    """The class of one table. `classes` are class names by table, `names` field names by table
    and column."""

    def __init__(self, table, classes, names):
        self.table, self.classes, self.all_names = table, classes, names
        self.names = names[table.name]
        self.kinds = {column.name: field_for(column) for column in table.columns}

    def text(self):
        """The class as source, ended by one line break."""
        lines = [f"class {self.classes[self.table.name]}(models.Model):"]
        if not self._plain_key():
            lines.append(self._row_key())
        lines += [self._field(column) for column in self.table.columns]
        lines += self._relations()
        return "\n".join([*lines, *self._meta()]) + "\n"

    def _plain_key(self):
        """The column that is the key by itself, as Django wants it; None where there is none."""
        key = self.table.key
        if len(key) != 1 or self.kinds[key[0]][0] in NO_PLAIN_KEY:
            return None
        return None if self.table.column(key[0]).null else key[0]

    def _row_key(self):
        digest = not self.table.key or len(self.table.key) > MOST_KEYS
        columns = self.table.key or [column.name for column in self.table.columns]
        arguments = [("", name) for name in columns] + ([("digest", True)] if digest else [])
        return call("row_key = fields.KeyField", arguments, 4)

    def _field(self, column):
        kind, options = self.kinds[column.name]
        if column.name in self.table.encodings:
            kind = kind.replace("models.", "fields.")
            options = options | {"encoding": self.table.encodings[column.name]}
        if self.names[column.name] != column.name:
            options = options | {"db_column": column.name}
        options |= self._role(column, options) | self._described(column, kind)
        return call(f"{self.names[column.name]} = {kind}", list(options.items()), 4)

    def _role(self, column, options):
        """What the column is in its table: key, unique, indexed, or empty where it may be."""
        role = {}
        if self._plain_key() == column.name:
            return {"primary_key": True}
        if (column.name,) in self.table.unique or self.table.key == [column.name]:
            role["unique"] = True
        elif (column.name,) in self.table.indexes:
            role["db_index"] = True
        if column.null:
            role |= {"null": True, "blank": True}
        elif "choices" in options or "members" in options:
            role["blank"] = True  # the server keeps '' where it was given a value it does not know
        return role

    def _relations(self):
        names = relation_names(self.table, self.names)
        lines = []
        for reference, name in names.items():
            to = self.all_names.get(reference.to_table)
            if to is None or not set(reference.to_columns) <= to.keys():
                continue  # the other table was left out
            target = self.classes[reference.to_table]
            mine = [self.names[column] for column in reference.columns]
            theirs = [to[column] for column in reference.to_columns]
            alone = len(mine) == 1
            arguments = [("", target), ("", mine[0] if alone else mine)]
            arguments.append(("", theirs[0] if alone else theirs))
            arguments += [("inferred", True)] if reference.inferred else []
            lines.append(call(f"{name} = fields.Relation", arguments, 4))
        return lines

    def _meta(self):
        title = " ".join(self.table.comment.split())
        is_title = 0 < len(title) <= SHORT and not self.table.is_view
        title = literal(title if is_title else self.table.name)
        lines = [
            "",
            "    class Meta:",
            "        managed = False",
            f"        db_table = {literal(self.table.name)}",
            f"        verbose_name = {title}",
            f"        verbose_name_plural = {title}",
            "        default_permissions = ()",
        ]
        unique = [self.table.key] if 1 < len(self.table.key) <= MOST_KEYS else []
        unique += [columns for columns in self.table.unique if len(columns) > 1]
        together = [self._own(columns) for columns in unique]
        if together:
            together = list(dict.fromkeys(together))
            lines.append(listed("unique_together = ", together, 8))
        indexes = [columns for columns in self.table.indexes if len(columns) > 1]
        if indexes:
            calls = [Code(f"models.Index(fields={literal(list(self._own(i)))})") for i in indexes]
            lines.append(listed("indexes = ", calls, 8))
        return lines

    def _own(self, columns):
        return tuple(self.names[column] for column in columns)

    def _described(self, column, kind):
        """What the catalogue says of a column beyond its type, as options of the field."""
        text = " ".join(column.comment.split())
        value, note = (None, "") if self.table.is_view else default_of(column, kind)
        notes = [text] if len(text) > SHORT else []
        notes += [note] if note else []
        if "zerofill" in column.type.lower():
            notes.append(f"filled with zeros: {column.type}")
        if column.generated:
            notes.append(
                f"generated: {column.generated}" if column.generated != "yes" else "generated"
            )
        options = {"verbose_name": text} if text and len(text) <= SHORT else {}
        if value is not None:
            options["db_default"] = value
        if "on update" in column.extra.lower() and kind == "fields.DateTimeField":
            options["auto_now"] = True
        if column.generated:
            options["editable"] = False
        return options | ({"help_text": "; ".join(notes)} if notes else {})
