"""Values of a map: from a row of the old database to what a field of the site wants.

A value in `legacy.toml` is the name of a column, a list of columns (joined by a blank), or a table:

    column, columns   where it comes from          separator what stands between columns
    value             the same for every row       template  text with {column} in it
    values            translation of codes         default   for what is not translated, or empty
    format            of a date that is text       to        (references) what of the other target
                                                             it is compared with
"""

import datetime
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_noop as _

from legacy.fields import Unreadable
from legacy.map_lines import MapError
from legacy.placeholders import fill, names_in

WORDS = {
    "column", "columns", "separator", "value", "template", "values", "default", "format", "to",
}  # fmt: skip
TRUE = {"1", "true", "t", "y", "yes", "on"}
EPOCHS = {"epoch": 1, "epoch_ms": 1000}  # how many to a second
FALSE = {"0", "false", "f", "n", "no", "off"}


class Rejected(Exception):
    """This row can not be taken; `reason` is a short, countable text."""

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass
class Value:
    """How one value is had from a row (see the module's text)."""

    columns: tuple[str, ...] = ()
    separator: str = " "
    constant: object = None
    template: str = ""
    values: dict = field(default_factory=dict)
    default: object = None
    formats: tuple[str, ...] = ()
    to: "Value | None" = None

    @property
    def names(self):
        """Every column that the value is made of."""
        return self.columns + names_in(self.template)

    def raw(self, row):
        """The value before it is translated and converted; None where all of it is empty."""
        if self.template:
            return fill(self.template, lambda name: text(row.get(name)))
        if not self.columns:
            return self.constant
        if len(self.columns) == 1:
            return row.get(self.columns[0])
        parts = [text(row.get(name)) for name in self.columns]
        return self.separator.join(part for part in parts if part) or None

    def parts(self, row):
        """What a reference compares: one text per column."""
        if self.template or not self.columns:
            return (text(self.raw(row)),)
        return tuple(text(row.get(name)) for name in self.columns)


def parse_value(given, place):
    """A Value from what the map says at a Place; raises MapError."""
    if isinstance(given, str):
        return Value(columns=(given,))
    if isinstance(given, list) and all(isinstance(name, str) for name in given) and given:
        return Value(columns=tuple(given))
    if not isinstance(given, dict):
        wanted = _("must be a column, a list of columns or a table, not %(given)r")
        raise MapError(place, wanted, given=given)
    return _value_of_table(given, place)


def _value_of_table(given, place):
    origins = [word for word in ("column", "columns", "value", "template") if word in given]
    if len(origins) != 1:
        raise MapError(place, _("needs exactly one of column, columns, value, template"))
    columns = given.get("columns", [given["column"]] if "column" in given else [])
    formats = given.get("format", [])
    return Value(
        columns=tuple(columns),
        separator=given.get("separator", " "),
        constant=given.get("value"),
        template=given.get("template", ""),
        values={fold(code): meaning for code, meaning in given.get("values", {}).items()},
        default=given.get("default"),
        formats=tuple([formats] if isinstance(formats, str) else formats),
        to=parse_value(given["to"], place.at("to")) if "to" in given else None,
    )


def text(value):
    """Any value as text without blanks around it; None is empty."""
    if type(value) is int:  # most keys are
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    return str(value).strip()


def fold(value):
    """Text without regard to case, width and blanks, as old servers compared it."""
    return " ".join(unicodedata.normalize("NFKC", text(value)).casefold().split())


def convert(spec, value, wanted, notes):
    """Translates and converts one raw value for the field `wanted`.

    Returns None for an empty one. Raises Rejected where a code is unknown or a number is none;
    a date that is none is empty, and is counted in `notes`.
    """
    if spec.values or spec.default is not None:
        value = _translate(spec, value, wanted)
    if value is None or value == "":
        return None
    try:
        return CONVERTERS[wanted.kind](value, spec, wanted)
    except (ValueError, InvalidOperation, OverflowError, TypeError):
        if wanted.kind in {"date", "time", "datetime"}:
            notes[f"no {wanted.name}"] = notes.get(f"no {wanted.name}", 0) + 1
            return None
        raise Rejected(f"{wanted.name} is not a {wanted.kind}", text(value)) from None


def _translate(spec, value, wanted):
    if not spec.values:
        return spec.default if text(value) == "" else value
    folded = fold(value)
    if folded in spec.values:
        return spec.values[folded]
    if spec.default is not None:
        return spec.default
    if folded == "" and not wanted.required:
        return None
    if wanted.kind not in {"choice", "boolean"}:
        return value
    raise Rejected("unknown code", f"{wanted.name}: {text(value)!r}")


def _text(value, spec, wanted):
    return text(value)


def _choice(value, spec, wanted):
    word = text(value)
    if word not in wanted.choices:
        raise Rejected("unknown code", f"{wanted.name}: {word!r}")
    return word


def _datetime(value, spec, wanted):
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, Unreadable):
        raise ValueError(value)
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    for form in spec.formats:
        try:
            return _by_format(value, form)
        except ValueError:
            continue
    if spec.formats:
        raise ValueError(value)
    return datetime.datetime.fromisoformat(text(value))


def _by_format(value, form):
    if form in EPOCHS:
        seconds = float(value) / EPOCHS[form]
        return datetime.datetime.fromtimestamp(seconds, get_default_timezone()).replace(tzinfo=None)
    return datetime.datetime.strptime(text(value), form)


def _date(value, spec, wanted):
    return _datetime(value, spec, wanted).date()


def _time(value, spec, wanted):
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.timedelta):
        return _clock(value)
    if spec.formats:
        return _datetime(value, spec, wanted).time()
    return datetime.time.fromisoformat(text(value))


def _clock(span):
    """MySQL's 25:10 is ten past one of the next day; anything further off is no time."""
    day = datetime.timedelta(days=1)
    if not day <= span < 2 * day:
        raise ValueError(span)
    return (datetime.datetime.min + span).time()


def _integer(value, spec, wanted):
    number = Decimal(text(value))
    if number != int(number):
        raise ValueError(value)
    return int(number)


def _decimal(value, spec, wanted):
    return Decimal(text(value))


def _boolean(value, spec, wanted):
    if isinstance(value, bool):
        return value
    word = fold(value)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(value)


CONVERTERS = {
    "text": _text,
    "choice": _choice,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
}
