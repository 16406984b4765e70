"""What is to be changed in the old database, before it is written down in any language."""

from dataclasses import dataclass, field

INSERT, UPDATE, DELETE = "insert", "update", "delete"


class Unsayable(Exception):
    """The old database has no way of saying this; its text is a short, countable reason."""


@dataclass(frozen=True)
class Change:
    """One row. `values` is what it gets (INSERT, UPDATE), `key` what it is found by: the key's
    columns (UPDATE, DELETE), or the columns by which an INSERT knows that it was done before.
    `counted` is a key column that gets the next number."""

    action: str
    table: str
    values: dict
    key: dict
    counted: str = ""


@dataclass
class Export:
    """All changes, and what was left out: `left_out` has (mark, reason). `same` counts marks
    that the old database has already, `lost` what it has no column for."""

    changes: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    same: int = 0
    lost: dict = field(default_factory=dict)

    def number(self, action):
        """How many changes there are of one kind."""
        return sum(change.action == action for change in self.changes)
