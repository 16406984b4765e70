"""Days on which no lessons are made."""

import holidays
from django.utils.translation import get_language

from roster.models import Holiday

COUNTRY = "KR"
LANGUAGES = {"ko": "ko", "en": "en_US"}


def days_off(first, last):
    """`{date: name}` of the days without lessons from `first` to `last`, both included.

    The public holidays of Korea and the school's own; a holiday entered with "lessons all the
    same" is none.
    """
    off = _public_holidays(first, last)
    for holiday in Holiday.objects.filter(date__gte=first, date__lte=last):
        if holiday.has_lessons:
            off.pop(holiday.date, None)
        else:
            off[holiday.date] = holiday.name
    return off


def _public_holidays(first, last):
    language = LANGUAGES.get(get_language(), "ko")
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(COUNTRY, years=years, language=language)
    return {date: name for date, name in known.items() if first <= date <= last}
