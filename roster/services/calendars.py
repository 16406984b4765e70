"""Lessons as days and weeks, and as a feed for calendar programs."""

import calendar
import datetime
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from legacy.retrying import retried
from roster.days import today
from roster.models import CalendarLink, Lesson
from roster.services.days_off import days_off

DAY = datetime.timedelta(days=1)
PAST, FUTURE = 30 * DAY, 180 * DAY


@dataclass(frozen=True)
class Day:
    """One day of the page: its lessons in order, and the name of a day off."""

    date: datetime.date
    lessons: list
    off: str = ""


def weeks_of(lessons, first, last):
    """Lists of seven Days from the Monday of `first` to the Sunday of `last`, in two queries."""
    begin, end = first - DAY * first.weekday(), last + DAY * (6 - last.weekday())
    by_day, off = {}, days_off(begin, end)
    for lesson in lessons.between(begin, end).kept().in_order():
        by_day.setdefault(lesson.date, []).append(lesson)
    dates = [begin + DAY * number for number in range((end - begin).days + 1)]
    days = [Day(date, by_day.get(date, []), off.get(date, "")) for date in dates]
    return [days[place : place + 7] for place in range(0, len(days), 7)]


def last_of_month(first):
    """The last day of the month that begins on `first`."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def revoke_links(user):
    """Closes the feed of `user`; returns how many links were open."""
    links = CalendarLink.objects.filter(user=user, revoked_at=None)
    return links.update(revoked_at=timezone.now())


@retried
@transaction.atomic
def make_link(user):
    """Makes a new secret link for `user` in place of all former ones; returns its token, which
    cannot be read again later."""
    revoke_links(user)
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.create(user=user, digest=_digest(token))
    return token


def user_of(token):
    """Whose open link has `token`, or None; somebody who may not sign in has none."""
    links = CalendarLink.objects.filter(digest=_digest(token), revoked_at=None)
    link = links.filter(user__is_active=True).select_related("user").first()
    return link and link.user


def feed(user, host):
    """The lessons that `user` teaches, as bytes of an iCalendar file; no student is named.

    From 30 days ago to 180 days from now; `host` makes the events' identities.
    """
    made = Calendar()
    made.add("prodid", "-//attendance book//")
    made.add("version", "2.0")
    now = today()
    lessons = Lesson.objects.taught_by(user).between(now - PAST, now + FUTURE).current().kept()
    for lesson in lessons.select_related("course").in_order():
        made.add_component(_event(lesson, host))
    return made.to_ical()


def _event(lesson, host):
    event = Event()
    event.add("uid", f"lesson-{lesson.pk}@{host}")
    event.add("dtstamp", timezone.now())
    event.add("summary", lesson.course.name)
    event.add("sequence", lesson.version)
    event.add("status", "CANCELLED" if lesson.is_cancelled else "CONFIRMED")
    if lesson.topic:
        event.add("description", lesson.topic)
    if lesson.starts is None:
        event.add("dtstart", lesson.date)
        return event
    event.add("dtstart", lesson.starts.astimezone(datetime.UTC))
    if lesson.ends is not None:
        event.add("dtend", lesson.ends.astimezone(datetime.UTC))
    return event
