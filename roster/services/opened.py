"""A lesson as its page needs it, read in one query."""

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, DateField

from accounts.models import User
from roster.days import today
from roster.models import Course, Lesson
from roster.querysets.prepared import Given, Prepared

LESSON = tuple(field.attname for field in Lesson._meta.concrete_fields)
RULES = ("status_set", "lock_after_days", "taken_when_complete")
COURSE, TAKER = ("id", "name"), ("id", "username", "name")  # in the order of the models
KEY = BigIntegerField()


def lesson_for(user, pk):
    """The lesson with its rules, its course and who took it (of both the names only).

    Raises Lesson.DoesNotExist where `user` does not see it.
    """
    if pk > BigIntegerField.MAX_BIGINT:
        raise Lesson.DoesNotExist
    if user.sees_everything:
        rows = EVERY.rows(pk=pk)
    else:
        rows = TAUGHT.rows(pk=pk, user=user.pk, today=today())
    if not rows:
        raise Lesson.DoesNotExist
    return _lesson(rows[0])


def ruled(values):
    """A lesson of an iterator over the values of LESSON and RULES."""
    lesson = Lesson.from_db(DEFAULT_DB_ALIAS, LESSON, [next(values) for _ in LESSON])
    for name in RULES:
        setattr(lesson, name, next(values))
    return lesson


def _lesson(values):
    """The row as objects; what was not read is fetched when it is asked for."""
    values = iter(values)
    lesson = ruled(values)
    lesson.course = Course.from_db(DEFAULT_DB_ALIAS, COURSE, [next(values) for _ in COURSE])
    taker = User.from_db(DEFAULT_DB_ALIAS, TAKER, list(values))
    lesson.taken_by = taker if taker.pk else None
    return lesson


def _named(lessons):
    names = (
        f"{place}__{name}" for place, of in (("course", COURSE), ("taken_by", TAKER)) for name in of
    )
    return lessons.filter(pk=Given("pk", KEY)).with_rules().values_list(*LESSON, *RULES, *names)


EVERY = Prepared(lambda: _named(Lesson.objects.all()))
TAUGHT = Prepared(
    lambda: _named(Lesson.objects.taught_by(Given("user", KEY), Given("today", DateField())))
)
