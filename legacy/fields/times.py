"""Dates and times, and what old servers hold in their place."""

import datetime

from django.utils import timezone
from django.utils.dateparse import parse_duration

from legacy.fields.reading import TextReadField

MIDNIGHT = datetime.timedelta(0)
DAY = datetime.timedelta(days=1)


class DateField(TextReadField):
    """A date; `0000-00-00` and `2024-02-00` are kept as text."""

    def parse(self, value):
        if isinstance(value, datetime.datetime):
            return value.date()
        return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


class DateTimeField(TextReadField):
    """A date and time without a zone, as the old database wrote it.

    A moment that the server keeps with its zone comes in the zone of the site. `auto_now` says
    that the old database sets the column by itself at every change.
    """

    def __init__(self, *args, auto_now=False, **options):
        self.auto_now = auto_now
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | ({"auto_now": True} if self.auto_now else {})

    def parse(self, value):
        if not isinstance(value, datetime.datetime):
            value = datetime.datetime.fromisoformat(value)
        return value if value.tzinfo is None else timezone.localtime(value)


class TimeField(TextReadField):
    """A time of the day, or a timedelta where MySQL's TIME is outside of 0 to 24 hours."""

    def parse(self, value):
        if isinstance(value, (datetime.time, datetime.timedelta)):
            return value
        sign = -1 if value.startswith("-") else 1
        hours, minutes, seconds = (value.lstrip("-").split(":") + ["0"])[:3]
        whole, _, part = seconds.partition(".")
        span = sign * datetime.timedelta(
            hours=int(hours),
            minutes=int(minutes),
            seconds=int(whole),
            microseconds=int(part[:6].ljust(6, "0")),
        )
        if MIDNIGHT <= span < DAY:
            return (datetime.datetime.min + span).time()
        return span


class IntervalField(TextReadField):
    """A timedelta; what has months or years has no fixed length and is kept as text."""

    def parse(self, value):
        span = value if isinstance(value, datetime.timedelta) else parse_duration(value)
        if span is None:
            raise ValueError(value)
        return span
