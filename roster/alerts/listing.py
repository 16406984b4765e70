"""Alerts and what would become some, with names in the place of keys, for pages and commands."""

from dataclasses import dataclass

from roster.alerts.collecting import news_of
from roster.models import Course, Lesson, Student


@dataclass(frozen=True)
class Line:
    """One alert: the student, the course (None: not about one), lessons in order, recipients."""

    student: Student
    course: Course | None
    lessons: list
    recipients: list


def preview_of(rule):
    """The Lines of what `rule` would send now, active or not, in a fixed number of queries."""
    news = news_of(rule)
    students = Student.objects.in_bulk({one.event.student for one in news})
    courses = Course.objects.in_bulk({one.event.course for one in news if one.event.course})
    lessons = Lesson.objects.in_bulk({pk for one in news for pk in one.event.lessons})
    return [
        Line(
            students[one.event.student],
            courses.get(one.event.course),
            sorted((lessons[pk] for pk in one.event.lessons), key=_moment),
            one.recipients,
        )
        for one in news
    ]


def with_lessons(alerts):
    """Gives each of `alerts` `named`, its lessons in order, in one query."""
    alerts = list(alerts)
    lessons = Lesson.objects.in_bulk({pk for alert in alerts for pk in alert.lessons})
    for alert in alerts:
        found = (lessons[pk] for pk in alert.lessons if pk in lessons)
        alert.named = sorted(found, key=_moment)
    return alerts


def _moment(lesson):
    return lesson.date, str(lesson.starts_at or ""), lesson.period or 0
