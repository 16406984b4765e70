"""A whole guess: what an old database holds, target by target."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said
from legacy.guessing.columns import Choice, Option, one
from legacy.guessing.contacts import contacts
from legacy.guessing.evidence import Evidence, Found
from legacy.guessing.groups import choose_plain, groups
from legacy.guessing.members import memberships
from legacy.guessing.occasions import events
from legacy.guessing.operators import operator_groups, operators
from legacy.guessing.people import alias_of, key_of, persons, reference
from legacy.guessing.punching import usual_starts
from legacy.guessing.records import CLEAR, ENOUGH, readings
from legacy.guessing.ways import spoken, way_of
from legacy.masking import masked
from legacy.targets import registry
from legacy.values import fold, text

GRACE = 10  # minutes, where nobody says otherwise


class NothingFound(BridgeError):
    """No table of the old database holds records."""


@dataclass
class Question:
    """Something the data cannot show: a choice of the map, or a number that only people know."""

    text: Said
    choice: Choice
    number: bool = False


@dataclass
class Guess:
    """A map in the making: Founds in the order of the file, and what is worth asking."""

    name: str
    found: list[Found]
    questions: list[Question] = field(default_factory=list)
    rivals: list[str] = field(default_factory=list)

    def of(self, target):
        """The Found of a target, or None."""
        return next((one for one in self.found if one.target == target), None)


def guess(tables, name):
    """The Guess of profiled tables; raises NothingFound where nobody's attendance is there.

    `name` becomes the name of the map's source.
    """
    evidence = Evidence(tables)
    found = readings(evidence)
    if not found or found[0].score < ENOUGH:
        raise _nothing_found(found)
    return _built(evidence, found, name)


def _nothing_found(found):
    if not found:
        return NothingFound(_("I find no attendance in this database."))
    nearest = _("I find no attendance in this database (nearest: %(table)s).")
    return NothingFound(nearest, table=found[0].table.name)


def _built(evidence, found, name):
    reading = found[0]
    way = way_of(evidence, reading)
    persons_found = persons(evidence, reading)
    groups_found = groups(evidence, way, name)
    operators_found = operators(evidence, reading, groups_found.table)
    events_found = events(evidence, reading, way, groups_found)
    made = Guess(name, [])
    parts = [
        operators_found,
        persons_found,
        *contacts(evidence, reading, persons_found),
        groups_found,
        operator_groups(evidence, operators_found, groups_found),
        memberships(evidence, reading, way, persons_found, groups_found),
        events_found,
        _records(evidence, made, reading, way, persons_found, groups_found, events_found),
    ]
    order = [target.name for target in registry]
    made.found = sorted((one for one in parts if one), key=lambda one: order.index(one.target))
    _open_questions(made)
    made.rivals += _rivals(found)
    return made


def _rivals(found):
    """Other tables that may be the records, in words."""
    best, lines, seen = found[0], [], {found[0].table.name}
    for other in found[1:]:
        if other.table.name not in seen and other.score > ENOUGH:
            seen.add(other.table.name)
            near = "nearly as good: " if best.score - other.score < CLEAR else ""
            lines.append(f"{near}{other.table.name} ({other.score:.1f} against {best.score:.1f})")
    return lines[:3]


def _records(evidence, made, reading, way, persons_found, groups_found, events_found):
    """The Found of the records."""
    target = evidence.target("record")
    rows, fields = dict(reading.table.row_words), {}
    fields["student"] = _student(evidence, reading, persons_found, rows)
    joins = {}
    named = events_found is not None and _lesson(reading, events_found, fields)
    if not named:
        joins = _placed(reading, way, groups_found, fields)
    if joins:
        rows["join"] = joins
    if reading.is_punched:
        _punches(made, reading, way, joins, rows, fields)
    else:
        _status(made, reading, fields)
        _details(evidence, reading, fields, named)
    if reading.implied and (events_found or not reading.is_punched):
        _implied(made, reading, events_found, rows)
    return Found(
        target.name, reading.table, rows, fields, "; ".join(reading.reasons[:6]),
        min(0.98, 0.35 + reading.score / 12),
    )  # fmt: skip


def _student(evidence, reading, persons_found, rows):
    key = key_of(persons_found)
    if reading.person is None:
        value = persons_found.fields["name"].best.value
        return one(value, "the row names the person", 0.8)
    options = []
    for column in reading.table.columns.values():
        for link in evidence.links.of(column):
            if link.table is reading.persons and link.column.name == column.name:
                score = link.score if link is reading.person else link.score - 0.1
                options.append(Option(reference(link, key), link.reason, score))
    best = reference(reading.person, key)
    options = [one for one in options if one.value == best or one.confidence >= 0.4]
    options.sort(key=lambda option: option.value != best)
    return Choice(options[:3])


def _lesson(reading, events_found, fields):
    """Fills `lesson` where the record refers to an event; returns whether it does."""
    if reading.event is None:
        return False
    key = key_of(events_found)
    if reading.event.column is None:
        value = key[0] if len(key) == 1 else list(key)
        fields["lesson"] = one(value, "same row", 0.95)
    else:
        link = reading.event
        fields["lesson"] = one(reference(link, key), link.reason, link.score)
    return True


def _placed(reading, way, groups_found, fields):
    """Fills course and date; returns the joins that the course needs."""
    joins = {}
    if way.path is not None and way.table in (reading.table, reading.table.base):
        value, joins = spoken(way.path, key_of(groups_found))
        options = [Option(value, way.path.reason, min(0.97, way.path.score + 0.2))]
        options += [
            Option(spoken(path)[0], path.reason, path.score)
            for path in way.others
            if not path.links and path.table is way.path.table
        ]
        fields["course"] = Choice(options)
    elif way.path is None:
        value = groups_found.fields["name"].best.value
        fields["course"] = one({**value, "to": value}, "there is one group", 0.6)
    if reading.moment is not None:
        moment = reading.moment
        options = [Option(moment.value, moment.reason, min(0.98, moment.score))]
        options += [Option(value, "reads as many", moment.score) for value in moment.rivals]
        fields["date"] = Choice(options)
    elif reading.event is not None and reading.event.column is not None:
        joins |= _event_date(reading, fields)
    return joins


def _event_date(reading, fields):
    """The date through a join, where the events have no group of their own."""
    link = reading.event
    alias = alias_of(link.table)
    dated = [column for column in link.table.columns.values() if column.dates]
    fields["date"] = one(f"{alias}.{dated[0].name}", link.reason, 0.6)
    return {alias: {"table": link.table.name, "match": link.to[0], "by": link.column.name}}


def _status(made, reading, fields):
    if reading.code is None:
        fields["status"] = one({"value": reading.only}, "every row means the same", 0.75)
        return
    meaning = reading.meaning
    value = {"column": reading.code.name, "values": dict(meaning.values)}
    confidence = min(0.97, 0.3 + 0.65 * meaning.strength)
    choice = one(value, meaning.reason, confidence)
    fields["status"] = choice
    if meaning.doubt:
        words = list(dict.fromkeys(meaning.values.values()))
        if len(words) == 2 and len(meaning.values) == 2:
            swapped = {code: words[word == words[0]] for code, word in meaning.values.items()}
            other = {"column": reading.code.name, "values": swapped}
            choice.options.append(Option(other, "the other way round", confidence - 0.05))
        listed = ", ".join(f"{c} ({n})" for c, n in reading.code.counts.most_common(8))
        asked = Said(
            _("What do the codes of %(column)s mean (%(codes)s)? %(doubt)s"),
            column=reading.code.name,
            codes=masked(listed),
            doubt=Said(meaning.doubt),
        )
        made.questions.append(Question(asked, choice))


def _details(evidence, reading, fields, named):
    """Period, minutes and notes of a record."""
    table, taken = reading.table, set(reading.taken)
    for name in ("period", "minutes", "note"):
        if name == "period" and named:
            continue
        choice = choose_plain(evidence, "record", table, name, taken)
        if choice and not (name == "note" and "list" in table.row_words):
            fields[name] = choice
            taken.add(choice.best.value if isinstance(choice.best.value, str) else "")


def _punches(made, reading, way, joins, rows, fields):
    """Words for punches: the in-punch, when it begins, and how many minutes are no lateness."""
    moment, person = reading.moment.column, reading.person.column
    spec = {"at": moment.name, "by": [person.name]}
    if reading.direction:
        column, coming = reading.direction
        spec["only"] = {column.name: coming}
    fields["date"] = one("date", "the day of the punch", 0.95)
    fields["status"] = one("cell", "from the time of the first punch", 0.9)
    fields["minutes"] = one("minutes", "how late the first punch was", 0.9)
    start = _starts(reading, way)
    spec["start"], spec["grace"] = one(*start), one(GRACE, "the data cannot show it", 0.4)
    rows["punches"] = spec
    asked = Said(_("How many minutes after the start is a punch still on time?"))
    made.questions.append(Question(asked, spec["grace"], True))


def _starts(reading, way):
    """(value, reason, confidence) of when it begins, from when most have come."""
    if way.path is not None and len(way.path.columns) == 1:
        name, _joins = spoken(way.path)
        name = name["column"] if isinstance(name, dict) else name
        usual = usual_starts(reading, _groups_of_rows(reading, way.path))
        if len(set(usual.values())) > 1 and len(usual) <= 40:
            value = {"column": name, "values": usual, "default": min(usual.values())}
            return value, "around these half hours most punch in: please check", 0.5
    usual = usual_starts(reading, ["all"] * reading.table.size)
    value = {"value": next(iter(usual.values()), "09:00")}
    return value, "around this half hour most punch in: please check", 0.5


def _groups_of_rows(reading, path):
    """The group of each sampled row, through the person where the path goes there."""
    if not path.links:
        return path.columns[0].values
    link = path.links[0]
    to = link.table.columns[link.to[0]].values
    values = path.columns[0].values if path.columns[0].table is link.table else []
    lent = {fold(key): text(value) for key, value in zip(to, values, strict=False)}
    return [lent.get(fold(value), "") for value in link.column.values]


def _implied(made, reading, events_found, rows):
    if events_found is not None or reading.implied == "absent":
        rows["unlisted"] = reading.implied
    else:
        made.rivals.append(
            f"whoever has no row may have been {reading.implied}; no table says which lessons "
            f'were held, so it is left open: unlisted = "{reading.implied}"'
        )


def _open_questions(made):
    asked = {id(question.choice) for question in made.questions}
    for found in made.found:
        for name, choice in found.fields.items():
            if choice.is_open and id(choice) not in asked and name in {"date", "student", "course"}:
                what = _("What is %(target)s: %(field)s?")
                said = Said(what, target=found.target, field=name)
                made.questions.append(Question(said, choice))
