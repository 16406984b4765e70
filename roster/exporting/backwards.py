"""A map's value, read backwards: from what the site says to columns of the old row."""

import datetime

from legacy.placeholders import pattern
from legacy.values import text
from roster.exporting.changes import Unsayable

MIDNIGHT = datetime.time()


def columns_for(spec, parts):
    """`{column: text}` so that `spec` (a value of the map) would read `parts`, a tuple of texts.

    Columns that a join lends are passed over: they follow from the others, or the change is found
    to mean something else. Raises Unsayable.
    """
    if spec.template:
        found = pattern(spec.template).fullmatch(parts[0]) if len(parts) == 1 else None
        if not found:
            raise Unsayable("the map's template cannot be read backwards")
        return _own(found.groupdict())
    if len(parts) != len(spec.columns):
        parts = (*parts, *[""] * len(spec.columns))[: len(spec.columns)]
    return _own(dict(zip(spec.columns, parts, strict=True)))


def _own(values):
    return {name: value for name, value in values.items() if "." not in name}


def code_for(spec, value):
    """What the old database writes for `value` (the other way round through `values`)."""
    meant = (code for code, meaning in spec.values.items() if meaning == value)
    return next(meant, value)


def typed(value, sample, is_number):
    """A text as the column has it: a number where those in it are numbers."""
    numeric = is_number if sample is None else isinstance(sample, int)
    if numeric and isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return value


def moment_for(spec, moment, sample, kind):
    """`moment` (a datetime) as the column has dates and times.

    `sample` is a value that the column has, or None; then the column's type `kind` decides.
    """
    if spec.formats:
        return _formatted(moment, _format(spec.formats, sample), sample)
    if sample is None:
        sample = _example(kind, moment)
    if isinstance(sample, datetime.datetime):
        return moment
    if isinstance(sample, datetime.date):
        return moment.date()
    if isinstance(sample, datetime.time | datetime.timedelta):
        return moment.time()
    return _like(text(sample), moment)


def _format(formats, sample):
    """The first format that reads what the column has."""
    for form in formats:
        try:
            if form != "epoch" and datetime.datetime.strptime(text(sample), form):
                return form
        except ValueError:
            continue
    return formats[0]


def _formatted(moment, form, sample):
    if form == "epoch":
        seconds = int(moment.replace(tzinfo=datetime.UTC).timestamp())
        return str(seconds) if isinstance(sample, str) else seconds
    written = moment.strftime(form)
    return int(written) if isinstance(sample, int) else written


def _example(kind, moment):
    kind = kind.lower()
    if "timestamp" in kind or "datetime" in kind:
        return moment
    if "time" in kind:
        return moment.time()
    return moment.date() if "date" in kind else moment.date().isoformat()


def _like(sample, moment):
    """Text in ISO's form, as much of it as the other values have."""
    if "-" not in sample and ":" in sample:
        return moment.time().isoformat()
    return moment.date().isoformat() if ":" not in sample else moment.isoformat(sep=" ")
