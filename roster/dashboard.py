"""Today at a glance."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from roster.days import today
from roster.models import Lesson, Mark, Status
from roster.reports import groups
from roster.reports.pools import Pool
from roster.reports.scope import Scope
from roster.reports.tables import Report
from roster.services.agenda import is_running
from roster.spans import Span
from roster.staffing import teachers_of

WEEKS = datetime.timedelta(days=28)
MOST_SHOWN = 100
AWAY = (Status.Kind.ABSENT, Status.Kind.EXCUSED)


@dataclass
class Dashboard:
    """`lessons` and `taken` count today's lessons, `kinds` today's marks; `away` are marks of who
    is not there (with `is_now`: the lesson is going on), `open` lessons that have begun without a
    register (with `teachers`), `weeks` is a Report of this week and the four before, and `before`
    the Rate of those four."""

    lessons: int = 0
    taken: int = 0
    kinds: Counter = field(default_factory=Counter)
    away: list = field(default_factory=list)
    open: list = field(default_factory=list)
    weeks: Report | None = None
    now: object = None
    before: object = None


def dashboard(user):
    """The Dashboard of all that `user` sees, in a fixed number of queries."""
    now, date = timezone.localtime(), today()
    lessons = list(
        Lesson.objects.visible_to(user)
        .current()
        .on(date)
        .held()
        .kept()
        .with_progress()
        .select_related("course")
    )
    found = Dashboard(len(lessons), sum(lesson.is_taken for lesson in lessons))
    running = {lesson.pk for lesson in lessons if is_running(lesson, now)}
    found.open = [lesson for lesson in lessons if _is_open(lesson, now)]
    named = teachers_of(found.open)
    for lesson in found.open:
        lesson.teachers = named(lesson)
    marks = (
        Mark.objects.visible_to(user)
        .between(date, date)
        .filter(lesson__cancelled_at=None, lesson__course__archived_at=None)
    )
    found.kinds = Counter(marks.said().order_by().values_list("status__kind", flat=True))
    found.away = _away(marks, running)
    _compare(found, user, date)
    return found


def _is_open(lesson, now):
    return not lesson.is_taken and lesson.starts is not None and lesson.starts <= now


def _away(marks, running):
    """Who is missing, those of the lessons that are going on first."""
    found = marks.of_kinds(AWAY).to_list().with_notices()
    away = list(found.prefetch_related("student__guardians")[:MOST_SHOWN])
    for mark in away:
        mark.is_now = mark.lesson_id in running
    return sorted(away, key=lambda mark: not mark.is_now)


def _compare(found, user, date):
    """This week beside the four before."""
    from roster.models import Course

    monday = Span.week(date).first
    courses = None if user.sees_everything else Course.objects.visible_to(user)
    scope = Scope(monday - WEEKS, date, courses)
    pool = Pool(scope)
    found.weeks = groups.weeks(scope, pool)
    rates = pool.by(lambda facts: [facts.date >= monday])
    found.now, found.before = rates.get(True), rates.get(False)
