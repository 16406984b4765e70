"""Values that nobody needs to see: passwords and resident numbers."""

import re

SECRET_NAME = re.compile(
    r"pass(?!port|enger|ed|ing)|pwd|passwd|(^|_)pw($|_|\d)|secret|token|otp|bimil|비밀번호|비번|암호"
    r"|jumin|ssn|rrn|주민",
    re.IGNORECASE,
)
RESIDENT_NUMBER = re.compile(r"\b(\d{6})[- ]?[1-8]\d{6}\b")
HASH = re.compile(
    r"\*[0-9A-F]{40}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}"
    r"|\$(2[abxy]|argon2\w*|P|H|S|1|5|6)\$.*|sha256:\d+:.*",
    re.IGNORECASE,
)
MASK = "••••••"


def is_secret(*names):
    """Whether a column with these names (its own, its comment) holds something secret."""
    return any(SECRET_NAME.search(str(name)) for name in names if name)


def secret_columns(model):
    """Columns of a generated model that are secret by their name or comment."""
    return {
        field.column
        for field in model._meta.concrete_fields
        if is_secret(field.column, field.verbose_name, field.help_text)
    }


def masked(value):
    """`value` as text, with password hashes and resident numbers made unreadable."""
    text = str(value)
    return MASK if HASH.fullmatch(text.strip()) else RESIDENT_NUMBER.sub(rf"\1-{MASK}", text)


def masked_text(text, values, secret):
    """`text` about a row of `values`, with what its columns in `secret` hold made unreadable."""
    for name in secret:
        if (held := str(values.get(name) or "").strip()) and held.casefold() in text.casefold():
            text = re.sub(re.escape(held), MASK, text, flags=re.IGNORECASE)
    return masked(text)


def masked_row(values, secret=frozenset()):
    """A row's `{column: value}` as short texts; the columns in `secret` are made unreadable."""
    return {
        name: None if value is None else MASK if name in secret else masked(_short(value))
        for name, value in values.items()
    }


def _short(value, most=200):
    shown = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return shown if len(shown) <= most else f"{shown[:most]}…"
