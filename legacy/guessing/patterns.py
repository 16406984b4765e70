"""What values look like: dates as text, names of persons, phone numbers, hashes."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from legacy.masking import HASH
from legacy.values import text

SURNAMES = set(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
EMPTY_DATES = re.compile(r"0{2,4}[-/.]?0{2}[-/.]?0{2}([T ].*)?|0")
PATTERNS = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "phone": re.compile(r"\+?[\d][\d\s().-]{6,18}\d"),
    "hash": HASH,
    "clock": re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"),
    "hangul": re.compile(rf"[{''.join(sorted(SURNAMES))}][가-힣]{{1,3}}"),
    "western": re.compile(r"[^\W\d_][\w'’.-]+(\s[^\W\d_][\w'’.-]*){1,3}"),
    "login": re.compile(r"[A-Za-z][\w.@+-]{1,40}"),
    "number": re.compile(r"-?\d+([.,]\d+)?"),
}
DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y. %m. %d", "%Y. %m. %d.", "%Y%m%d", "%d/%m/%Y",
    "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y",
    "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%Y년 %m월 %d일", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y",
    "%y-%m-%d", "%y/%m/%d", "%y.%m.%d", "%y%m%d", "%d%m%Y", "%a %d %b %Y", "%A, %d %B %Y",
)  # fmt: skip
CLOCKS = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M", " %I:%M %p", " %H:%M:%S.%f", "%H%M%S")
COMPACT = {"%Y%m%d": 8, "%y%m%d": 6, "%d%m%Y": 8, "%Y%m%d%H%M%S": 14}
EPOCHS = {"epoch": (631152000, 4102444800), "epoch_ms": (631152000000, 4102444800000)}
LIKE_A_DATE = re.compile(r"(?=(?:\D*\d){3})\D{0,12}\d[\w\s.,/:년월일+-]{2,38}")
PARTS = {
    "Y": r"\d{4}", "y": r"\d\d", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "M": r"\d{1,2}",
    "S": r"\d{1,2}", "I": r"\d{1,2}", "f": r"\d+", "p": r"[AaPp][Mm]", "b": r"[^\W\d]{3}",
    "B": r"[^\W\d]+", "a": r"[^\W\d]{3}", "A": r"[^\W\d]+",
}  # fmt: skip
PLAUSIBLE = (1900, 2100)


@dataclass(frozen=True)
class DateReading:
    """How a column holds dates: `formats` are empty where the type says it; `rivals` are formats
    that read as many values; `has_time` says whether the time of the day tells anything."""

    formats: tuple[str, ...]
    share: float
    has_time: bool
    rivals: tuple[str, ...] = ()


def share(pattern, texts):
    """How many of `texts` fit one of PATTERNS, or look like names of persons; 0 to 1."""
    if not texts:
        return 0.0
    if pattern == "person":
        return max(share("hangul", texts), share("western", texts))
    fits = PATTERNS[pattern].fullmatch
    return sum(bool(fits(one)) for one in texts) / len(texts)


def date_reading(values):
    """A DateReading of a column's values, or None where most of them are no dates."""
    texts = [text(value) for value in values]
    texts = [one for one in texts if one and not EMPTY_DATES.fullmatch(one)]
    if not texts:
        return None
    if epoch := _epoch(texts):
        return DateReading((epoch,), 1.0, True)
    counts = Counter({form: _count(form, texts) for form in _formats(texts)})
    if not counts or max(counts.values()) < 0.6 * len(texts):
        return None
    return _best(counts, texts)


def _best(counts, texts):
    most = max(counts.values())
    level = [form for form in counts if counts[form] == most]
    level.sort(key=lambda form: -_in_order(form, texts))
    best = level[0]
    rivals = tuple(form for form in level[1:] if _in_order(form, texts) == _in_order(best, texts))
    missed = [one for one in texts if parsed(best, one) is None]
    chosen = [best]
    for form in sorted(counts, key=counts.get, reverse=True):
        caught = [one for one in missed if parsed(form, one)]
        if form != best and _shape(form) != _shape(best) and len(caught) > 0.005 * len(texts):
            chosen.append(form)
            missed = [one for one in missed if one not in caught]
    moments = [parsed(best, one) for one in texts]
    has_time = len({moment.time() for moment in moments if moment}) > 1
    return DateReading(tuple(chosen), 1 - len(missed) / len(texts), has_time, rivals)


def _formats(texts):
    """The formats that read at least one of a few values; most databases need one."""
    few = texts[:: max(1, len(texts) // 20)][:40]
    if sum(bool(LIKE_A_DATE.fullmatch(one)) for one in few) < 0.5 * len(few):
        return []
    forms = [day + clock for day in DAYS for clock in CLOCKS]
    forms = [form for form in forms if not form.endswith("%H%M%S") or form == "%Y%m%d%H%M%S"]
    return [form for form in forms if any(parsed(form, one) for one in few)]


def _shape(form):
    """What tells formats of different writing apart: 3/2/2025 has one shape whatever it means."""
    return form.replace("%m", "%d")


def _count(form, texts):
    return sum(parsed(form, one) is not None for one in texts)


@lru_cache(maxsize=200000)
def parsed(form, value):
    """The datetime that `value` is by `form`, or None; years out of this world are none."""
    if len(value) > 40 or (form in COMPACT and len(value) != COMPACT[form]):
        return None
    if not _written_as(form).fullmatch(value):
        return None
    try:
        moment = datetime.datetime.strptime(value, form)
    except ValueError:
        return None
    return moment if PLAUSIBLE[0] <= moment.year <= PLAUSIBLE[1] else None


@lru_cache(maxsize=512)
def _written_as(form):
    """A regular expression that is much faster than strptime, and lets through a little more."""
    parts = re.split(r"%(\w)", form)
    texts = (PARTS[one] if place % 2 else re.escape(one) for place, one in enumerate(parts))
    return re.compile("".join(texts))


def _in_order(form, texts):
    """How often a date is not before the one above it: rows are written as time goes by."""
    moments = [moment for moment in (parsed(form, one) for one in texts) if moment]
    return sum(a <= b for a, b in zip(moments, moments[1:], strict=False))


def _epoch(texts):
    for name, (first, last) in EPOCHS.items():
        if all(one.isdecimal() and first <= int(one) <= last for one in texts[:200]):
            return name
    return ""
