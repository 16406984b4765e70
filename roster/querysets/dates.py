"""Rows that hold from one date to another, either of which may be empty (open)."""

from django.db.models import Q


def covers(date, prefix=""):
    """The condition that a row's `starts_on` … `ends_on` holds `date` (a date or an expression)."""
    begun = Q(**{f"{prefix}starts_on": None}) | Q(**{f"{prefix}starts_on__lte": date})
    going = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": date})
    return begun & going


def overlaps(first, last):
    """The condition that a row shares at least one day with `first` … `last` (None: open)."""
    condition = Q()
    if last is not None:
        condition &= Q(starts_on=None) | Q(starts_on__lte=last)
    if first is not None:
        condition &= Q(ends_on=None) | Q(ends_on__gte=first)
    return condition


def overlap_of(one, other):
    """Whether two (from, to) pairs of dates share a day; None is open."""
    (first, last), (begins, ends) = one, other
    return (last is None or begins is None or begins <= last) and (
        first is None or ends is None or ends >= first
    )
