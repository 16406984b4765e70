"""What an app says of its targets, so that they are recognised in a database it has never seen.

`legacy` knows shapes of tables, not what they are about: words and meanings come from the apps.
"""

from dataclasses import dataclass, field

SHAPES = {
    "person": "a row per person: named, and referred to by others",
    "operator": "a row per person who signs in: named, with a login or a password",
    "contact": "somebody beside a person: columns of that person's row, or a table of their own",
    "group": "a row per group of persons, or a column that names the group",
    "operator_group": "which operator belongs to which group",
    "membership": "which person belongs to which group, from when to when",
    "event": "a row per date of a group",
    "record": "very many rows: a person, a date or an event, and a code",
}


def words(text):
    """The words of a text, which is a list with commas between them."""
    return tuple(" ".join(word.split()) for word in text.split(","))


@dataclass(frozen=True)
class Clue:
    """How one field is recognised.

    `words` are what its column is called in any language, `unlike` what it is not called;
    `pattern` what its values look like (a key of `legacy.guessing.patterns.PATTERNS`, or a kind
    of column); `meanings` gives, for each word of a choice, what old databases write for it;
    `parts` are lists of words of columns that make the value together, in their order.
    """

    words: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    pattern: str = "text"
    meanings: dict = field(default_factory=dict)
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Recognition:
    """How one target is recognised: `shape` is one of SHAPES, `words` are what its table is
    called, `unlike` what it is not called; `clues` go by the field's name.

    `only` gives, for a record whose table's name says that all of its rows mean one thing, the
    words and that meaning, and what the persons without a row are then.
    """

    shape: str
    words: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    clues: dict[str, Clue] = field(default_factory=dict)
    only: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)

    def __post_init__(self):
        if self.shape not in SHAPES:
            raise ValueError(f"no such shape {self.shape}")

    def clue(self, name):
        """The Clue of a field; an empty one where nothing is said of it."""
        return self.clues.get(name, Clue())
