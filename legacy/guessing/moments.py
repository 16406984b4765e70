"""When a row was: a date in one column, or in parts of a table's or a column's name."""

from dataclasses import dataclass

from legacy.guessing.lexicon import DAY, MONTH, YEAR
from legacy.guessing.patterns import date_reading
from legacy.guessing.words import likeness
from legacy.values import text


@dataclass(frozen=True)
class Moment:
    """`value` is what the map says of the date; `names` are the columns it is made of."""

    value: object
    names: tuple[str, ...]
    score: float
    reason: str
    has_time: bool = False
    rivals: tuple = ()
    column: object = None

    @property
    def text(self):
        """The columns, in words."""
        return " + ".join(self.names)


def moments(evidence, table, shape="record"):
    """The Moments of a table, best first."""
    made = [column for column in table.columns.values() if column.made]
    cells = [column for column in made if column.name in {"day", "day_", "day_of", "number"}]
    if cells:
        found = _of_cells(table, cells[0])
        if found:
            return [found]
    found = [_of_column(score, column) for score, column in evidence.date_columns(table, shape)]
    if not found or found[0].score < 0.5:
        parts = _of_parts(table)
        found = ([parts] if parts else []) + found
    return found


def moment_of(evidence, table, shape="record"):
    """The best Moment of a table, or None."""
    found = moments(evidence, table, shape)
    return found[0] if found else None


def _of_column(score, column):
    reading = column.dates
    value = written(column.name, reading.formats)
    how = f"dates as {' or '.join(reading.formats)}" if reading.formats else f"a {column.kind}"
    rivals = tuple(written(column.name, (form,)) for form in reading.rivals)
    return Moment(value, (column.name,), score, how, reading.has_time, rivals, column)


def written(name, formats):
    """How a map says a date in a column."""
    if not formats:
        return name
    return {"column": name, "format": formats[0] if len(formats) == 1 else list(formats)}


def _of_cells(table, cell):
    """The date of a cell: the number of its column, with year and month from elsewhere."""
    samples = sorted(set(cell.texts))
    whole = date_reading(samples)
    if cell.name == "day_of" or whole and all(len(one) >= 6 for one in samples):
        if not whole:
            return None
        value = written(cell.name, whole.formats)
        return Moment(value, (cell.name,), 0.9, "the names of the columns are dates")
    if not cell.name.startswith("day"):
        return None
    return _joined(table, cell.name)


def _of_parts(table):
    day = _part(table, DAY, 1, 31)
    return _joined(table, day) if day else None


def _joined(table, day):
    """Year, month and day from three places, or year and month from one."""
    year, month = _part(table, YEAR, 1900, 2100), _part(table, MONTH, 1, 12)
    if year and month and day not in (year, month):
        value = {"template": f"{{{year}}}-{{{month}}}-{{{day}}}", "format": "%Y-%m-%d"}
        return Moment(value, (year, month, day), 0.9, "year, month and day are apart")
    for column in table.columns.values():
        both = _year_and_month(column)
        if both and column.name != day:
            form = both if both.endswith("%d") else f"{both}-%d"
            value = {"template": f"{{{column.name}}}-{{{day}}}", "format": form}
            return Moment(value, (column.name, day), 0.85, "the month and the day are apart")
    return None


def _part(table, words, least, most):
    """The column that has a year (or a month, a day) as a number."""
    best = None
    for column in table.columns.values():
        named = likeness((column.name,), words)
        numbers = [int(one) for one in column.counts if one.isdecimal()]
        if named < 0.8 or len(numbers) < len(column.counts) or not numbers:
            continue
        if least <= min(numbers) and max(numbers) <= most and (best is None or named > best[0]):
            best = (named, column.name)
    return best and best[1]


def _year_and_month(column):
    """The format of a month such as 2025-03 or 202503, or an empty text."""
    some = [text(one) for one in column.texts[:300]]
    for form, size in (("%Y-%m", 7), ("%Y/%m", 7), ("%Y.%m", 7), ("%Y%m", 6)):
        reading = date_reading([f"{one}-01" for one in some]) if form == "%Y-%m" else None
        if reading and all(len(one) in (6, 7) for one in some):
            return form
        sign = form[2:-2]
        if some and all(_is_month(one, sign, size) for one in some):
            return form
    return ""


def _is_month(value, sign, size):
    year, month = (value[:4], value[4:]) if not sign else (value[:4], value[4:].removeprefix(sign))
    if len(value) != size or sign and value[4:5] != sign:
        return False
    return year.isdecimal() and month.isdecimal() and 1900 < int(year) < 2100 and int(month) <= 12
