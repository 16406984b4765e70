"""Days on which no lessons are made."""

import datetime

import holidays
from django.db.models import Q
from django.utils.translation import get_language

from roster.models import Holiday

DAY = datetime.timedelta(days=1)
COUNTRY = "KR"
LANGUAGES = {"ko": "ko", "en": "en_US"}


def days_off(first, last):
    """`{date: name}` of the days without lessons from `first` to `last`, both included.

    The public holidays of Korea and the school's own; a holiday entered with "lessons all the
    same" is none.
    """
    off = _public_holidays(first, last)
    for holiday in Holiday.objects.filter(_touches(first, last)):
        for date in _days(holiday, first, last):
            if holiday.has_lessons:
                off.pop(date, None)
            else:
                off[date] = holiday.name
    return off


def _touches(first, last):
    single = Q(last_date=None, date__gte=first)
    return Q(date__lte=last) & (single | Q(last_date__gte=first))


def _days(holiday, first, last):
    """The dates of a holiday or vacation that lie between `first` and `last`."""
    begin, end = max(holiday.date, first), min(holiday.last_date or holiday.date, last)
    return [begin + DAY * number for number in range((end - begin).days + 1)]


def _public_holidays(first, last):
    language = LANGUAGES.get(get_language(), "ko")
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(COUNTRY, years=years, language=language)
    return {date: name for date, name in known.items() if first <= date <= last}
