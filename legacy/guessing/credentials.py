"""Columns that hold passwords: named in a map, never shown and never carried over."""

from legacy.masking import RESIDENT_NUMBER, is_secret

HASHED = 0.5


def passwords(table):
    """Notes on columns that hold passwords; their values are never shown."""
    notes = []
    for column in table.columns.values():
        hashed = column.looks_like("hash") if column.kind == "text" else 0.0
        resident = any(RESIDENT_NUMBER.search(value) for value in column.texts[:20])
        if is_secret(*column.names) and not resident or hashed > HASHED:
            scheme = schemes(column)
            if scheme:
                notes.append(f"{column.name} holds passwords ({scheme}); they are not carried over")
    return notes


def schemes(column):
    """What kinds of hashes a column holds, in words."""
    kinds = {}
    for value in column.texts[:500]:
        kinds[_scheme(value)] = kinds.get(_scheme(value), 0) + 1
    return ", ".join(f"{name} {number}" for name, number in sorted(kinds.items()))


def _scheme(value):
    if value.startswith("*") and len(value) == 41:
        return "MySQL PASSWORD()"
    if value.startswith("$2"):
        return "bcrypt"
    if value.startswith("$argon2"):
        return "Argon2"
    if value.startswith(("$P$", "$H$")):
        return "phpass"
    if value.startswith("$"):
        return "crypt"
    if len(value) in {32, 40, 64, 128} and all(char in "0123456789abcdefABCDEF" for char in value):
        return {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}[len(value)]
    return "plain text"


def has_password(table):
    """Whether somebody may sign in with the rows of a table."""
    return any(
        is_secret(column.name) or column.kind == "text" and column.looks_like("hash") > HASHED
        for column in table.columns.values()
    )
