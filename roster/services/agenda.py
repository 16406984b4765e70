"""The lessons of a day, and registers that are missing, as the first page needs them."""

import datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import DateField

from roster.days import today
from roster.models import Course, Lesson
from roster.querysets.prepared import Given, Prepared
from roster.services.opened import COURSE, KEY, LESSON

DAY = datetime.timedelta(days=1)
MOST_MISSING = 50
PROGRESS = ("marked", "expected")


def is_running(lesson, now):
    """Whether the lesson has begun and is not over at `now` (aware, in the site's time zone), by
    the clock on the wall."""
    if lesson.starts_at is None or lesson.ends_at is None:
        return False
    begins = datetime.datetime.combine(lesson.date, lesson.starts_at)
    last_day = lesson.date + DAY * lesson.passes_midnight
    return begins <= now.replace(tzinfo=None) < datetime.datetime.combine(last_day, lesson.ends_at)


def lessons_of(date, taught_by=None):
    """`(the lessons of a day, those of the day before that end on it)`, with their progress;
    `taught_by` (a user) narrows them to who teaches today."""
    rows = _asked(DAYS, taught_by, date=date, before=date - DAY)
    lessons = [_lesson(row) for row in rows]
    return [one for one in lessons if one.date == date], [one for one in lessons if one.date < date]


def missing_registers(days, taught_by=None):
    """Lessons of the last `days` before today that nobody has taken, the latest first, 50 at most,
    with their progress."""
    now = today()
    rows = _asked(MISSING, taught_by, first=now - days * DAY, last=now - DAY)
    return [_lesson(row) for row in rows]


def _asked(queries, taught_by, **given):
    everybody, own = queries
    if taught_by is None:
        return everybody.rows(**given)
    return own.rows(user=taught_by.pk, today=today(), **given)


def _lesson(values):
    values = iter(values)
    lesson = Lesson.from_db(DEFAULT_DB_ALIAS, LESSON, [next(values) for _ in LESSON])
    lesson.course = Course.from_db(DEFAULT_DB_ALIAS, COURSE, [next(values) for _ in COURSE])
    lesson.marked, lesson.expected = values
    return lesson


def _read(lessons):
    names = (f"course__{name}" for name in COURSE)
    return lessons.with_progress().values_list(*LESSON, *names, *PROGRESS)


def _taught():
    return Lesson.objects.taught_by(Given("user", KEY), Given("today", DateField()))


def _days(lessons):
    date, before = Given("date", DateField()), Given("before", DateField())
    return _read(lessons.current().on_or_into(date, before).kept().in_order())


def _missing(lessons):
    untaken = lessons.untaken(Given("first", DateField()), Given("last", DateField()))
    return _read(untaken.latest_first())[:MOST_MISSING]


DAYS = Prepared(lambda: _days(Lesson.objects.all())), Prepared(lambda: _days(_taught()))
MISSING = Prepared(lambda: _missing(Lesson.objects.all())), Prepared(lambda: _missing(_taught()))
