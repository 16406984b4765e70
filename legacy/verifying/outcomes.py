"""What can have become of an old row."""

from dataclasses import dataclass

ARRIVED = "arrived"
EDITED = "edited here"  # a person has changed it at the site, which stands
CHANGED = "changed there"  # the old database has changed since the last import
REJECTED = "rejected"  # it can not be taken, and the site has not taken it
WRONG = "wrong"  # the site says something else, and nobody has a reason
LOST = "lost"
DOUBLED = "doubled"  # the site has a row from the old database that this has not
OUTCOMES = (ARRIVED, EDITED, CHANGED, REJECTED, WRONG, LOST, DOUBLED)
FAULTS = (WRONG, LOST, DOUBLED)


@dataclass(slots=True)
class Expected:
    """What the site should have for one old row: `values` by attribute, or the `reason` why it
    can not; `is_here` says whether the site has a row of that key."""

    key: str
    table: str
    parts: tuple
    values: dict
    reason: str = ""
    is_here: bool = False

    @property
    def reference(self):
        """The old row, as "table:key"."""
        return f"{self.table}:{', '.join(self.parts)}"


@dataclass(slots=True)
class Finding:
    """One row that is not as it should be, and what differs.

    `may_be_newer` says that it would be right if the old database had changed since the import.
    """

    target: str
    reference: str
    outcome: str
    detail: str = ""
    may_be_newer: bool = True
