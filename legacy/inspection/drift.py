"""What differs between two models files, table by table.

Only the structure is compared: what was concluded from the data (an inferred relation, the
encoding of a broken text) may differ between two times without the schema having changed.
"""

import ast


def drift(old, new):
    """Lines such as "changed: 'member' (phone is new)"; raises SyntaxError where `old` is no
    models file."""
    before, after = _tables(old), _tables(new)
    lines = [f"gone: {table!r}" for table in before if table not in after]
    lines += [f"new: {table!r}" for table in after if table not in before]
    for table in after:
        if table in before and before[table] != after[table]:
            lines.append(f"changed: {table!r} ({_difference(before[table], after[table])})")
    return sorted(lines)


def _tables(text):
    """`{table: {name: source}}` of a models file; what stands in Meta is called `Meta.name`."""
    tables = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            parts = dict(_parts(node))
            tables[ast.literal_eval(parts.pop("Meta.db_table"))] = parts
    return tables


def _parts(node, prefix=""):
    for one in node.body:
        if isinstance(one, ast.ClassDef):
            yield from _parts(one, f"{one.name}.")
        elif isinstance(one, ast.Assign):
            value = _structure(one.value)
            if value is not None:
                yield prefix + one.targets[0].id, ast.unparse(value)


def _structure(value):
    """A value without what was concluded from the data; None where that is all of it."""
    if not isinstance(value, ast.Call):
        return value
    words = {keyword.arg for keyword in value.keywords}
    if "inferred" in words:
        return None
    if "encoding" in words:
        value.func.value.id = "models"
        value.keywords = [keyword for keyword in value.keywords if keyword.arg != "encoding"]
    return value


def _difference(before, after):
    """The fields that differ, in words: "name is gone, phone is new, born has changed"."""
    gone = [f"{name} is gone" for name in before if name not in after]
    new = [f"{name} is new" for name in after if name not in before]
    same = before.keys() & after.keys()
    changed = [
        f"{name} has changed" for name in after if name in same and before[name] != after[name]
    ]
    return ", ".join(gone + new + changed) or "the order of its columns"
