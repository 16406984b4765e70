"""Values that nobody needs to see: passwords and resident numbers."""

import re

SECRET_NAME = re.compile(
    r"pass(?!port|enger|ed|ing)|pwd|passwd|(^|_)pw($|_|\d)|secret|token|otp|비밀번호|비번|암호"
    r"|jumin|ssn|rrn|주민",
    re.IGNORECASE,
)
RESIDENT_NUMBER = re.compile(r"\b(\d{6})[- ]?[1-8]\d{6}\b")
MASK = "••••••"


def is_secret(*names):
    """Whether a column with these names (its own, its comment) holds something secret."""
    return any(SECRET_NAME.search(str(name)) for name in names if name)


def masked(value):
    """`value` as text with resident numbers made unreadable."""
    return RESIDENT_NUMBER.sub(rf"\1-{MASK}", str(value))


def masked_row(values):
    """A row's `{column: value}` as texts, with what is secret made unreadable."""
    return {
        name: None if value is None else MASK if is_secret(name) else masked(_short(value))
        for name, value in values.items()
    }


def _short(value, most=200):
    shown = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return shown if len(shown) <= most else f"{shown[:most]}…"
