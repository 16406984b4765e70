"""Dates as people write them into spreadsheets. What can be read in two ways is asked."""

import datetime
import re

from legacy.guessing.patterns import parsed
from roster.files.cells import narrow

YEAR_FIRST, MONTH_FIRST, DAY_FIRST = "ymd", "mdy", "dmy"
SURE = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y년%m월%d일", "%y년%m월%d일",
    "%d%b%Y", "%d%B%Y", "%d-%b-%Y", "%b%d,%Y", "%B%d,%Y",
)  # fmt: skip
BY_ORDER = {
    YEAR_FIRST: ("%y-%m-%d", "%y/%m/%d", "%y.%m.%d"),
    MONTH_FIRST: ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y"),
    DAY_FIRST: ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"),
}
SIX_DIGITS = re.compile(r"\d{6}")
WITHOUT_YEAR = re.compile(r"(\d{1,2})월(\d{1,2})일?")
TWO_NUMBERS = re.compile(r"(\d{1,2})[-./](\d{1,2})")
SERIAL = re.compile(r"([1-7]\d{4})(\.\d+)?")  # days since 1900: from 1927 to 2118
CLOCK = re.compile(r"[T ](오전 ?|오후 ?)?\d{1,2}:\d{2}(:\d{2})?(\.\d+)? ?([AaPp][Mm])?$")
WEEKDAY = re.compile(r"\(?[월화수목금토일]\)$|[월화수목금토일]요일$")
FIRST_DAY = datetime.date(1899, 12, 30)
CENTURY = 100


class NoDate(Exception):
    """The text is no date; `code` says why: no_date, which_order or no_year."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_date(text, order="", year=None):
    """The date that `text` says. `order` (one of the three, or empty: not known) is for those that
    can be read in two ways, `year` for those without one. Raises NoDate."""
    by_order = _readings(text, year)
    dates = set(by_order.values())
    if len(dates) > 1:
        if not order:
            raise NoDate("which_order")
        if order not in by_order:
            raise NoDate("no_date")
        return by_order[order]
    if not dates:
        raise NoDate("no_year" if year is None and lacks_year(text) else "no_date")
    return dates.pop()


def is_ambiguous(text):
    """Whether it depends on what comes first."""
    return len(set(_readings(text, 2024).values())) > 1


def lacks_year(text):
    """Whether it says a day of any year."""
    text = _bare(text)
    return bool(WITHOUT_YEAR.fullmatch(text) or TWO_NUMBERS.fullmatch(text))


def in_the_past(date, today):
    """A birth date whose year had two digits, in the right century."""
    return date.replace(year=date.year - CENTURY) if date > today else date


def _bare(text):
    text = " ".join(narrow(text).split()).replace("T ", "T")
    text = WEEKDAY.sub("", CLOCK.sub("", text).strip())
    return re.sub(r"\s+", "", text).rstrip(".")


def _readings(text, year):
    """`{order: date}`; a date that has one meaning stands under the empty order."""
    text = _bare(text)
    for form in SURE:
        if moment := parsed(form, text):
            return {"": moment.date()}
    if found := SERIAL.fullmatch(text):
        return {"": FIRST_DAY + datetime.timedelta(days=int(found[1]))}
    if found := WITHOUT_YEAR.fullmatch(text):
        return _put("", year, found[1], found[2])
    if found := TWO_NUMBERS.fullmatch(text):
        first, second = found.groups()
        return _put(MONTH_FIRST, year, first, second) | _put(DAY_FIRST, year, second, first)
    if SIX_DIGITS.fullmatch(text):
        text = f"{text[:2]}-{text[2:4]}-{text[4:]}"
    moments = {
        order: parsed(form, text)
        for order, forms in BY_ORDER.items()
        for form in forms
        if parsed(form, text)
    }
    return {order: moment.date() for order, moment in moments.items()}


def _put(order, year, month, day):
    try:
        return {order: datetime.date(year, int(month), int(day))}
    except (TypeError, ValueError):
        return {}
