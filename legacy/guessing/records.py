"""The table of records, the heart of a map: who, when, and what was written of them.

Each table, and each way to make rows of it, is read in every way that its columns allow; the
readings are scored by what the data shows, and the best one stands.
"""

from dataclasses import dataclass, field

from legacy.guessing.meanings import Meaning, by_frequency, understand
from legacy.guessing.moments import Moment, moment_of
from legacy.guessing.punching import punch_direction, seems_punched
from legacy.guessing.words import likeness
from legacy.values import fold, text

ENOUGH = 4.2
CLEAR = 0.35  # of two readings that are closer than this, neither is clear


@dataclass
class Reading:
    """One way to read a table as records."""

    table: object
    person: object  # the Link to the persons; None where they are named in the row itself
    event: object = None  # the Link to a table of events
    moment: Moment | None = None
    code: object = None  # the column of the codes
    meaning: Meaning = field(default_factory=Meaning)
    only: str = ""  # what every row means, where there is no code
    implied: str = ""  # what a person without a row is
    direction: object = None  # of punches: None, or (column, the value of coming in)
    is_punched: bool = False
    score: float = 0.0
    reasons: list = field(default_factory=list)

    def add(self, points, reason):
        """Counts a piece of evidence."""
        self.score += points
        if abs(points) >= 0.25:
            self.reasons.append(f"{reason} ({points:+.1f})")

    @property
    def persons(self):
        """The table with the persons."""
        return self.person.table if self.person else self.table

    @property
    def taken(self):
        """Names of the columns that this reading uses already."""
        columns = [self.person and self.person.column, self.event and self.event.column, self.code]
        names = {column.name for column in columns if column}
        return names | set(self.moment.names if self.moment else ())


def readings(evidence):
    """All Readings that are worth a look, best first."""
    found = [one for table in evidence.row_tables for one in _of_table(evidence, table)]
    return sorted(found, key=lambda one: -one.score)


def _of_table(evidence, table):
    if table.size < 2:
        return
    for person in _persons(evidence, table):
        for event, moment in _whens(evidence, table, person):
            base = Reading(table, person, event, moment)
            yield from _with_codes(evidence, base)


def _persons(evidence, table):
    """Links to persons; None too where the rows themselves name persons again and again."""
    found = []
    for column in table.columns.values():
        for link in evidence.links.of(column):
            if evidence.person(link.table) >= 0.3:
                found.append(link)
    found.sort(key=lambda link: -(link.score + evidence.person(link.table)))
    if not found and not table.row_words.get("list") and evidence.name_quality(table) >= 0.75:
        return [None]
    return found[:4]


def _whens(evidence, table, person):
    """(event, moment): an event that the row refers to, or a date of its own, or both."""
    moment = moment_of(evidence, table)
    events = []
    for column in table.columns.values():
        for link in evidence.links.of(column):
            if person and (link.table is person.table or column is person.column):
                continue
            if evidence.event(link.table) >= 0.3 and link.score >= 0.45:
                events.append(link)
    if table.row_words.get("list") and evidence.event(table.base) >= 0.3:
        yield OWN, moment
    events.sort(key=lambda link: -(link.score + evidence.event(link.table)))
    yield from ((event, None) for event in events[:2])
    if moment:
        yield None, moment


@dataclass(frozen=True)
class OwnEvent:
    """The rows of the records are themselves the events (a list of persons in each)."""

    column: object = None
    score: float = 1.0


OWN = OwnEvent()


def _with_codes(evidence, base):
    if seems_punched(base):
        yield _punched(evidence, base)
    for column in base.table.columns.values():
        if column.name in base.taken or base.table.row_words.get("list"):
            continue
        if "columns" in base.table.row_words and column.name != "cell":
            continue
        meaning = _meaning(evidence, base, column)
        if meaning.strength > 0:
            implied = _implied(evidence, base, meaning)
            yield _scored(evidence, _copy(base, code=column, meaning=meaning, implied=implied))
    for word, (names, implied) in evidence.recognition("record").only.items():
        called = likeness((*base.table.names, *_list_names(base.table)), names)
        if called >= 0.6 and "columns" not in base.table.row_words:
            yield _scored(evidence, _copy(base, only=word, implied=implied))


def _implied(evidence, base, meaning):
    """What persons without a row are, where the table's name says that it has the others only."""
    for word, (names, implied) in evidence.recognition("record").only.items():
        called = likeness(base.table.names, names)
        if called >= 0.6 and word in meaning.words and implied not in meaning.words:
            return implied
    return ""


def _list_names(table):
    spec = table.row_words.get("list", "")
    return (spec if isinstance(spec, str) else spec["column"],) if spec else ()


def _meaning(evidence, base, column):
    clue = evidence.clue("record", "status")
    named = likeness(column.names, clue.words)
    if likeness(column.names, clue.unlike) > max(named, 0.7):
        return Meaning()
    noted = likeness(column.names, evidence.clue("record", "note").words)
    if noted > named:
        return Meaning()
    meaning = understand(column, clue, evidence.codes)
    if meaning.reason == "yes and no" and named < 0.6:
        return Meaning()
    if meaning.strength < 0.2 and named >= 0.8:
        return by_frequency(column, clue)
    return meaning


def _copy(base, **changes):
    return Reading(base.table, base.person, base.event, base.moment, **changes)


def _punched(evidence, base):
    reading = _copy(base, only="present", direction=punch_direction(base), is_punched=True)
    _score_common(evidence, reading)
    reading.add(0.9, "several times a day for a person")
    if reading.direction:
        reading.add(1.0, f"{reading.direction[0].name} tells in from out")
    return reading


def _scored(evidence, reading):
    _score_common(evidence, reading)
    named = 0.0
    if reading.code is not None:
        named = likeness(reading.code.names, evidence.clue("record", "status").words)
        told = reading.meaning.strength
        reading.add(2.2 * told, f"{reading.code.name}: {reading.meaning.reason}")
        reading.add(0.6 * named, f"{reading.code.name} is called like a status")
        share = len(reading.meaning.unknown) / max(1, len(reading.code.counts))
        reading.add(-0.8 * share, "codes that are not understood")
        if _called(evidence, reading) < 0.5 and told < 0.6:
            reading.add(-1.0, "nothing speaks of it by name")
        if len(reading.meaning.words) < 2 and "columns" not in reading.table.row_words:
            reading.add(-0.5, "only one meaning")
    elif reading.event is OWN:
        reading.add(1.0, "a list of persons in each row")
    reading.add(-1.2 * _repeated(reading), "rows of the same person and time")
    return reading


def _score_common(evidence, reading):
    table, known = reading.table, evidence.recognition("record")
    if reading.person:
        link = reading.person
        reading.add(1.2 * link.score, f"{link.column.name}: {link.reason}")
        reading.add(1.3 * evidence.person(link.table), f"{link.table.name} holds persons")
        called = evidence.called(link.table, "person") - 0.7 * evidence.called(
            link.table, "operator"
        )
        reading.add(0.8 * called, f"{link.table.name} by its name")
        rather = likeness(link.column.names, evidence.recognition("operator").words)
        rather -= likeness(link.column.names, evidence.recognition("person").words)
        reading.add(-0.8 * rather if rather > 0.3 else 0.0, f"{link.column.name} is who wrote it")
    else:
        reading.add(0.9, "names of persons in the row itself")
    names, called = _all_names(table), _called(evidence, reading)
    reading.add(1.6 * called, f"{table.name} is called so")
    against = likeness(names, known.unlike)
    reading.add(-2.5 if against >= 0.7 and against > called else 0.0, "it is called otherwise")
    if reading.event:
        points = 0.6 + 0.5 * reading.event.score
        reading.add(points, "refers to events")
    elif reading.moment:
        reading.add(0.4 + 0.6 * reading.moment.score, f"{reading.moment.text} is when")
    reading.add(0.5 * _crowd(reading), "many persons at the same time")
    if reading.person and reading.table.base is None:
        more = reading.table.rows > 2 * reading.persons.rows
        reading.add(0.3 if more else -0.1, "many more rows than persons")


def _all_names(table):
    return (*table.names, *(table.base.names if table.base else ()), *_list_names(table))


def _called(evidence, reading):
    """0 to 1: how much the table is called like one of records."""
    return likeness(_all_names(reading.table), evidence.recognition("record").words)


def _times(reading):
    """What stands for the time of each sampled row, as texts."""
    table = reading.table
    if reading.event is OWN:
        return [str(values) for values in table.matching(table.key)] if table.key else []
    if reading.event:
        return [fold(value) for value in reading.event.column.values]
    return [" ".join(text(v)[:10] for v in row) for row in table.matching(reading.moment.names)]


def _who(reading):
    if reading.person:
        return [fold(value) for value in reading.person.column.values]
    return [""] * reading.table.size


def _crowd(reading):
    times = _times(reading)
    if not times or len(set(times)) == 0:
        return 0.0
    return min(1.0, (len(times) / len(set(times)) - 1) / 6)


def _repeated(reading):
    """The share of rows that say something of the same person and time again, whatever other
    columns of few values (a course, a period) say."""
    who, times = _who(reading), _times(reading)
    if not times or not reading.person:
        return 0.0
    rest = [
        column.values
        for column in reading.table.columns.values()
        if column.name not in reading.taken
        and not column.is_unique
        and column.dates is None
        and len(column.counts) <= 0.2 * len(column.texts) + 2
    ]
    rows = zip(who, times, *([fold(v) for v in values] for values in rest), strict=True)
    return 1 - len(set(rows)) / len(who)
