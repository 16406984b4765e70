"""Lists of lessons: the template once for each kind of line, not per lesson."""

from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roster.patterns import filled, holes, pattern
from roster.templatetags.days import short_weekday

register = template.Library()
KINDS = 200  # of lines that are remembered: states × what is shown, in two languages
HOLES = holes("url", "day", "weekday", "time", "course", "topic", "marked", "expected")


@register.simple_tag
def lesson_lines(lessons, with_course=False, with_date=False):
    """The HTML of a list's lines; lessons come `with_progress`."""
    shown, drawn = (get_language(), bool(with_course), bool(with_date)), []
    for lesson in lessons:
        kept = _remembered(*shown, lesson.is_cancelled, bool(lesson.topic), lesson.state)
        drawn.append(filled(kept, _values(lesson, with_course)))
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


@register.simple_tag
def lesson_time(lesson):
    """The period and the time of a lesson."""
    said = []
    if lesson.period:
        said.append(_("Period %(period)s") % {"period": lesson.period})
    if lesson.starts_at:
        ends = f"–{lesson.ends_at:%H:%M}" if lesson.ends_at else ""
        said.append(f'<span class="number nowrap">{lesson.starts_at:%H:%M}{ends}</span>')
    return mark_safe(" · ".join(said) or _("All day"))  # noqa: S308 - numbers and times


@lru_cache(KINDS)
def _remembered(language, with_course, with_date, is_cancelled, has_topic, state):
    """The pattern of a line, which depends on nothing else."""
    lesson = HOLES | {"is_cancelled": is_cancelled, "state": state}
    lesson["topic"] = HOLES["topic"] if has_topic else ""
    context = {"lesson": lesson, "with_course": with_course, "with_date": with_date}
    return pattern("roster/includes/lesson_row.html", context)


def _values(lesson, with_course):
    return {
        "url": lesson.get_absolute_url(),
        "day": f"{lesson.date.month}/{lesson.date.day}",
        "weekday": short_weekday(lesson.date),
        "time": lesson_time(lesson),
        "course": escape(lesson.course.name) if with_course else "",
        "topic": escape(lesson.topic),
        "marked": str(lesson.marked),
        "expected": str(lesson.expected),
    }
