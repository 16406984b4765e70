"""Fields of a kind of file: how their columns are called, and how a cell becomes a value."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from legacy.values import FALSE, TRUE, fold
from roster.days import today
from roster.files.cells import narrow, whole
from roster.files.dates import NoDate, in_the_past, read_date

LONGEST_SHOWN = 40


class Faulty(Exception):
    """A cell cannot be taken; `reason` is `[code, values]`."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.reason = [code, values]


@dataclass(frozen=True)
class Field:
    """One thing that a file may say.

    `words` are what its column may be called besides its label, `unlike` what it is not; `kind` is
    a key of READERS; `examples` are those of a template, in Korean and in English; `meanings` are
    words for yes and no (of a boolean); `limits` are those of a whole number.
    """

    name: str
    label: object
    words: tuple = ()
    unlike: tuple = ()
    kind: str = "text"
    is_required: bool = False
    longest: int = 2000
    examples: tuple = ("", "")
    meanings: tuple = ((), ())
    limits: tuple = (0, 32767)


@dataclass(frozen=True)
class Reading:
    """How dates are to be read: what comes first, and the year of those that have none."""

    order: str = ""
    year: int | None = None


def read_row(row, fields, columns, reading):
    """`({field name: value}, [reason])` of one row, without empty cells."""
    if row.fault:
        return {}, [[row.fault, {}]]
    values, reasons = {}, []
    for field in fields:
        place = columns.get(field.name)
        cell = row.cells[place] if place is not None and place < len(row.cells) else ""
        if cell == "":
            continue
        try:
            values[field.name] = _read(cell, field, reading)
        except Faulty as error:
            code, said = error.reason
            reasons.append([code, {"field": field.name} | said])
    return values, reasons


def _read(cell, field, reading):
    if isinstance(cell, dict):
        raise Faulty(cell["fault"])
    value = READERS[field.kind](cell, field, reading)
    if isinstance(value, str) and len(value) > field.longest:
        raise Faulty("too_long", most=field.longest)
    return value


def _text(cell, field, reading):
    return cell


def _line(cell, field, reading):
    return " ".join(cell.split())


def _code(cell, field, reading):
    return whole(cell)


def _phone(cell, field, reading):
    """Excel takes a mobile number for a number, and drops its first zero."""
    text = whole(cell)
    return f"0{text}" if len(text) == 10 and text.isdecimal() and text.startswith("10") else text


def _email(cell, field, reading):
    text = narrow(cell)
    try:
        validate_email(text)
    except ValidationError:
        raise Faulty("no_email", text=text[:LONGEST_SHOWN]) from None
    return text


def _date(cell, field, reading):
    try:
        return read_date(whole(cell), reading.order, reading.year)
    except NoDate as error:
        raise Faulty(error.code, text=cell[:LONGEST_SHOWN]) from None


def _birth(cell, field, reading):
    return in_the_past(_date(cell, field, Reading(reading.order)), today())


def _integer(cell, field, reading):
    text, (least, most) = whole(cell), field.limits
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise Faulty("no_integer", text=cell[:LONGEST_SHOWN], least=least, most=most)
    return int(text)


def _boolean(cell, field, reading):
    word = fold(cell)
    for value, words in zip((True, False), field.meanings, strict=True):
        if word in words or word in (TRUE if value else FALSE):
            return value
    raise Faulty("no_boolean", text=cell[:LONGEST_SHOWN])


READERS = {
    "text": _text,
    "line": _line,
    "people": _text,
    "code": _code,
    "phone": _phone,
    "email": _email,
    "date": _date,
    "birth": _birth,
    "integer": _integer,
    "boolean": _boolean,
}
DATES = {"date", "birth"}
