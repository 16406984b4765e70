"""Punches of a gate: who came and went, several times a day."""

import datetime
from collections import defaultdict
from statistics import median

from legacy.guessing.lexicon import DIRECTION
from legacy.guessing.patterns import parsed
from legacy.guessing.words import likeness
from legacy.values import fold, text

COMING = {
    "in",
    "i",
    "entry",
    "enter",
    "입실",
    "등원",
    "출근",
    "in.",
    "entrada",
    "kommen",
    "ein",
    "checkin",
}
HALF_HOUR = 30


def seems_punched(reading):
    """Whether persons come up more than once a day, at different times."""
    moment = reading.moment
    if reading.event or not moment or not moment.has_time or not reading.person:
        return False
    days = defaultdict(set)
    for who, when in _punches(reading):
        days[who, when.date()].add(when)
    if len(days) < 3:
        return False
    again = sum(len(times) > 1 for times in days.values()) / len(days)
    return again >= 0.2 or again > 0 and _direction_column(reading) is not None


def _punches(reading):
    """(person, datetime) of each sampled row that has both."""
    rows = zip(reading.person.column.values, reading.moment.column.values, strict=True)
    for who, value in rows:
        when = moment(value, reading.moment.column.dates.formats)
        if text(who) and when:
            yield fold(who), when


def moment(value, formats):
    """The datetime of a value, or None."""
    if isinstance(value, datetime.datetime):
        return value
    for form in formats:
        if found := parsed(form, text(value)):
            return found
    try:
        return datetime.datetime.fromisoformat(text(value))
    except ValueError:
        return None


def _direction_column(reading):
    for column in reading.table.columns.values():
        if column.name in reading.taken or not 2 <= len(column.counts) <= 4:
            continue
        named = likeness(column.names, DIRECTION) >= 0.7
        if named or set(column.counts) & COMING:
            return column
    return None


def punch_direction(reading):
    """(column, value of coming in), or None: people come before they go."""
    column = _direction_column(reading)
    if column is None:
        return None
    first = {}
    rows = zip(
        reading.person.column.values, reading.moment.column.values, column.values, strict=True
    )
    for who, value, said in rows:
        when = moment(value, reading.moment.column.dates.formats)
        if not when or not text(who):
            continue
        place = (fold(who), when.date())
        if place not in first or when < first[place][0]:
            first[place] = (when, said)
    votes = defaultdict(int)
    for _, said in first.values():
        votes[said] += 1
    coming = [said for said in votes if fold(said) in COMING]
    return column, (coming[0] if coming else max(votes, key=votes.get))


def usual_starts(reading, groups):
    """`{group: "09:00"}`: the half hour around which a group's first punches of the day lie.

    `groups` has the group of each sampled row; a lesson begins a little after most have come.
    """
    first = {}
    rows = zip(reading.person.column.values, reading.moment.column.values, groups, strict=True)
    for who, value, group in rows:
        when = moment(value, reading.moment.column.dates.formats)
        if when and text(who) and group not in (None, ""):
            place = (fold(who), when.date(), text(group))
            first[place] = min(when, first.get(place, when))
    times = defaultdict(list)
    for (_, _, group), when in first.items():
        times[group].append(when.hour * 60 + when.minute)
    return {group: _clock(median(minutes)) for group, minutes in sorted(times.items())}


def _clock(minutes):
    near = int((minutes + HALF_HOUR / 2) // HALF_HOUR) * HALF_HOUR % (24 * 60)
    return f"{near // 60:02d}:{near % 60:02d}"
