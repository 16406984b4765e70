"""What the book must have for the rows of an old database, for `verify_legacy`.

Written from `docs/map.md`; it shares nothing with `roster.importing`, whose work it judges.
"""

from roster.proofs import lessons, marks, people

__all__ = ["lessons", "marks", "people"]
