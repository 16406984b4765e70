"""What the scripts of a book have to know; they get it as JSON."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roster.forms.script import described, texts


def book_config(sheet, course, user):
    """Everything that `static/js/book.js` needs for a Sheet that `user` may fill in."""
    return {
        "user": user.pk,
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "signIn": reverse(settings.LOGIN_URL),
        "states": f"{reverse('roster:book_marks', args=[course.pk])}?{sheet.span.query}",
        "marks": f"{reverse('roster:lesson_marks', args=[0])}?from=book",
        "history": reverse("roster:mark", args=[0, 0]),
        "statuses": [described(status) for status in sheet.statuses.values()],
        "reasons": {reason.pk: reason.name for reason in sheet.reasons.values()},
        "lessons": [_lesson(lesson) for lesson in sheet.lessons],
        "students": [row.student.pk for row in sheet.rows],
        "values": states_in(sheet),
        "texts": texts() | _texts(),
    }


def states_in(sheet):
    """`{lesson id: {student id: state}}` of all marks in a Sheet."""
    states = {lesson.pk: {} for lesson in sheet.lessons}
    for row in sheet.rows:
        for lesson, cell in zip(sheet.lessons, row.cells, strict=True):
            if cell.version:
                states[lesson.pk][row.student.pk] = cell.state
    return states


def rates_in(sheet):
    """`{student id: percent as text}` of those who have a rate."""
    return {
        row.student.pk: str(row.rate.percent) for row in sheet.rows if row.rate.percent is not None
    }


def _lesson(lesson):
    name = date_format(lesson.date, "MONTH_DAY_FORMAT")
    return {
        "id": lesson.pk,
        "name": f"{name} #{lesson.period}" if lesson.period else name,
        "closed": lesson.is_locked or lesson.is_cancelled,
        "cancelled": lesson.is_cancelled,
    }


def _texts():
    return {
        "chosen": _("{n} cells"),
        "locked": _("locked or cancelled"),
        "several": _("{n} marks set to {status}"),
        "first": _("Go to it"),
    }
