"""Columns that hold passwords: named in a map, and never shown."""

from legacy.guessing.columns import one
from legacy.masking import RESIDENT_NUMBER, is_secret

HASHED = 0.5


def passwords(table):
    """Notes on columns that hold passwords; their values are never shown."""
    return [
        f"{column.name} holds passwords ({schemes(column)}); they are not carried over"
        for column in _columns(table)
    ]


def own_password(table):
    """`(field, Choice)` of the password with which the persons of `table` sign in, or None."""
    found = sorted(_columns(table), key=lambda column: (-_hashed(column), len(column.name)))
    if not found:
        return None
    best = found[0]
    kinds = schemes(best)
    if kinds.startswith("plain text"):
        reason = "written in plain text; must be changed at the first sign-in"
        return "plain_password", one(best.name, reason, 0.6)
    return "password", one(best.name, f"works until the first sign-in ({kinds})", 0.8)


def _columns(table):
    return [column for column in table.columns.values() if _is_password(column)]


def _is_password(column):
    resident = any(RESIDENT_NUMBER.search(value) for value in column.texts[:20])
    named = is_secret(*column.names) and not resident
    return bool((named or _hashed(column) > HASHED) and schemes(column))


def _hashed(column):
    return column.looks_like("hash") if column.kind == "text" else 0.0


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
        is_secret(column.name) or _hashed(column) > HASHED for column in table.columns.values()
    )
