"""The marks that a figure of a report is made of."""

from django.utils.translation import gettext as _

from roster.models import Mark
from roster.reports.tables import DATE, NUMBER, Cell, Column, short
from roster.weights import weighed

AT_ONCE = 100  # lessons whose marks are in memory together


def columns():
    """The Columns of `lines`."""
    names = (_("Course"), _("Name"), _("Student number"), _("Status"), _("Reason"))
    numbers = (_("Minutes"), _("Units"), _("Weight"), _("Attended"))
    heads = [Column(_("Date"), DATE), Column(_("Period"), NUMBER)]
    return [*heads, *map(Column, names), *(Column(name, NUMBER) for name in numbers)]


def lines(marks, policies, is_linked=True):
    """A line for each of `marks` (a list with lessons, students, statuses and reasons); a weight
    says that it counts. One query. Files need no addresses, which take a third of the time."""
    address = _address if is_linked else _nowhere
    counted = Mark.objects.filter(pk__in=[mark.pk for mark in marks])
    weights = dict(weighed(counted, policies).values_list("pk", "weight"))
    for mark in marks:
        lesson, student, weight = mark.lesson, mark.student, weights.get(mark.pk)
        units = float(lesson.units)
        yield [
            Cell(lesson.date, address(lesson)),
            Cell(lesson.period),
            Cell(lesson.course.name, address(lesson.course)),
            Cell(student.name, address(student)),
            Cell(student.number),
            Cell(mark.status.name, shade=mark.status.shade),
            Cell(mark.reason.name if mark.reason else ""),
            Cell(mark.minutes),
            Cell(short(units)),
            Cell(None if weight is None else short(weight)),
            Cell(None if weight is None else short(weight * units)),
        ]


def _address(row):
    return row.get_absolute_url()


def _nowhere(row):
    del row
    return ""


def all_lines(scope):
    """The lines of a whole Scope, the first day first, some lessons at a time: memory does not
    grow with their number."""
    lessons = list(scope.lessons().in_order().values_list("pk", flat=True))
    for place in range(0, len(lessons), AT_ONCE):
        some = scope.marks().filter(lesson__in=lessons[place : place + AT_ONCE])
        found = list(some.to_list().reverse())
        yield from lines(found, scope.policies, is_linked=False)
