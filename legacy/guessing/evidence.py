"""What the steps of a guess share: tables, references, codes, and what the apps declare."""

from dataclasses import dataclass, field
from functools import cached_property

from legacy.guessing.columns import Choice, Option, fit, name_parts, ranked
from legacy.guessing.lexicon import ROLE_COLUMN
from legacy.guessing.meanings import Codes
from legacy.guessing.recognition import Clue
from legacy.guessing.relations import Links
from legacy.guessing.shapes import families, unfolded
from legacy.guessing.words import likeness
from legacy.targets import registry


@dataclass
class Found:
    """What was understood of one target: the table, words about its rows, and its fields."""

    target: str
    table: object
    rows: dict
    fields: dict[str, Choice]
    reason: str
    confidence: float
    others: list[Option] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Evidence:
    """Everything that is known of one old database."""

    def __init__(self, tables):
        self.tables = families(tables)
        self.name_clue = self.clue("person", "name")
        self.links = Links(self.tables, self.name_clue)
        self.codes = Codes(self.tables)
        self._persons = {}

    @cached_property
    def row_tables(self):
        """The tables as they are, and what can be made of their rows."""
        made = [one for table in self.tables for one in unfolded(table)]
        return self.tables + made

    @staticmethod
    def target(shape):
        """The declared target of a shape, or None."""
        return next(
            (one for one in registry if one.recognition and one.recognition.shape == shape), None
        )

    def recognition(self, shape):
        """What is declared of the target of a shape."""
        return self.target(shape).recognition

    def clue(self, shape, name):
        """The Clue of a field; an empty one where no app declares the shape."""
        target = self.target(shape)
        return target.recognition.clue(name) if target else Clue()

    def called(self, table, shape):
        """-1 to 1: how much a table is called like the target of a shape."""
        known = self.recognition(shape)
        against = likeness((table.name,), known.unlike)
        return likeness(table.names, known.words) - (against if against >= 0.7 else 0.0)

    def person(self, table):
        """0 to 1: how much a table holds persons."""
        if table not in self._persons:
            self._persons[table] = self._person(table)
        return self._persons[table]

    def _person(self, table):
        named = self.name_quality(table)
        if not named:
            return 0.0
        called = max(self.called(table, "person"), self.called(table, "operator"))
        clues = [self.clue("person", name) for name in ("birth_date", "phone", "email")]
        about = sum(bool(ranked(table, clue)) for clue in clues)
        return min(1.0, max(0.0, 0.45 * named + 0.4 * max(0.0, called) + 0.12 * about))

    def name_quality(self, table):
        """0 to 1: how much a table has a column, or two, with names of persons."""
        if name_parts(table, self.name_clue):
            return 1.0
        best = ranked(table, self.name_clue)
        if best and best[0][0] >= 0.5:
            column = best[0][1]
            return 1.0 if column.looks_like("person") > 0.6 else 0.75
        lender = self.lender_of_name(table)
        return 0.7 if lender else 0.0

    def lender_of_name(self, table):
        """The Link to the table that has the names of this table's persons (users and profiles),
        or None."""
        if max(self.called(table, "person"), self.called(table, "operator")) < 0.6:
            return None
        for column in table.columns.values():
            for link in self.links.of(column):
                if link.by_name or len(link.column.counts) < 0.9 * len(column.texts):
                    continue
                best = ranked(link.table, self.name_clue)
                if name_parts(link.table, self.name_clue) or best and best[0][0] >= 0.5:
                    return link
        return None

    def date_columns(self, table, shape):
        """[(score, column)] of the columns that may be the date of a row, best first."""
        clue = self.clue(shape, "date")
        found = []
        for column in table.columns.values():
            reading = column.dates
            if reading is None or reading.share < 0.6 or column.filled < 0.3:
                continue
            named, against = likeness(column.names, clue.words), likeness(column.names, clue.unlike)
            if column.is_numeric and column.kind != "date" and named < 0.5:
                continue
            score = 0.5 + 0.5 * named - (0.6 * against if against > 0.6 else 0.0)
            if score >= 0.3:
                found.append((score, column))
        return sorted(found, key=lambda pair: -pair[0])

    def event(self, table):
        """0 to 1: how much a table holds dated events."""
        dates = self.date_columns(table, "event")
        if (
            not dates
            or dates[0][0] < 0.5
            or self.person(table) > 0.5
            and self.called(table, "event") < 0.7
        ):
            return 0.0
        return max(0.0, 0.5 * dates[0][0] + 0.5 * self.called(table, "event"))

    def label(self, table):
        """(score, column) of what the rows of a table are called, or (0, None)."""
        clue = self.clue("group", "name")
        best = (0.0, None)
        for column in table.columns.values():
            if column.kind != "text" or not column.texts or column.dates or column.filled < 0.5:
                continue
            if likeness(column.names, clue.unlike) >= 0.7 or column.looks_like("hash") > 0.3:
                continue
            varied = len(column.counts) / len(column.texts)
            key = 0.25 if table.key == (column.name,) else 0.0
            score = 0.6 * likeness(column.names, clue.words) + 0.4 * varied - key
            if self.links.of(column):
                score -= 0.3
            if score > best[0]:
                best = (score, column)
        return best

    def roles(self, column):
        """What the codes of a column say of the roles of persons."""
        return fit(column, Clue(ROLE_COLUMN, pattern="boolean"))
