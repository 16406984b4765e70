"""Stretches of days that a book shows: a week, a month, a term, or any days."""

import calendar
import datetime
from dataclasses import dataclass

from django.utils.formats import date_format

DAY = datetime.timedelta(days=1)
LONGEST = datetime.timedelta(days=366)


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included. `kind` is week, month, term or days, `name`
    that of the term."""

    first: datetime.date
    last: datetime.date
    kind: str = "days"
    name: str = ""

    @classmethod
    def week(cls, date):
        """From Monday to Sunday."""
        monday = date - DAY * date.weekday()
        return cls(monday, monday + DAY * 6, "week")

    @classmethod
    def month(cls, date):
        """The month of `date`."""
        last = calendar.monthrange(date.year, date.month)[1]
        return cls(date.replace(day=1), date.replace(day=last), "month")

    @classmethod
    def term(cls, term):
        """A `models.Term`."""
        return cls(term.starts_on, term.ends_on, "term", term.name)

    @property
    def is_too_long(self):
        return self.last - self.first > LONGEST

    @property
    def previous(self):
        """The stretch of the same kind before this one; None for a term."""
        return self._beside(self.first - DAY, self.first - (self.last - self.first) - DAY)

    @property
    def next(self):
        """The stretch of the same kind after this one; None for a term."""
        return self._beside(self.last + DAY, self.last + DAY)

    def _beside(self, day, first):
        if self.kind == "term":
            return None
        if self.kind == "days":
            return Span(first, first + (self.last - self.first))
        return getattr(Span, self.kind)(day)

    @property
    def query(self):
        """How an address asks for it (`views.asked.span`)."""
        if self.kind == "term":
            return "range=term"
        if self.kind == "days":
            return f"from={self.first}&to={self.last}"
        return f"month={self.first:%Y-%m}" if self.kind == "month" else f"week={self.first}"

    @property
    def title(self):
        """For a heading."""
        if self.kind == "month":
            return date_format(self.first, "YEAR_MONTH_FORMAT")
        days = f"{date_format(self.first)} – {date_format(self.last)}"
        return f"{self.name} · {days}" if self.name else days
