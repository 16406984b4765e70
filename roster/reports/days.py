"""Days absent, late, left early and with a lesson missed, by reason, as a Korean school record
(생활기록부) has them."""

from django.utils.translation import gettext as _

from roster.day_status import ABSENT, LATE, LEFT, MISSED, STATUSES, day_counts
from roster.models import Reason, Student
from roster.reports.tables import NUMBER, Cell, Column, Report


def day_names():
    """`{status of a day: name}`, in order."""
    return {
        ABSENT: _("Absent"),
        LATE: _("Late"),
        LEFT: _("Left early"),
        MISSED: _("Missed a lesson"),
    }


def days_of(scope):
    """`[(name, how many days)]` of the student of a Scope."""
    counts = day_counts(scope.marks(), scope.policies).get(scope.student.pk, {})
    return [(name, counts.get(status, 0)) for status, name in day_names().items()]


def days(scope):
    """A line for each student with such a day; columns by reason where there are reasons."""
    counts = day_counts(scope.marks(), scope.policies)
    named = Student.objects.only("name", "number").in_bulk(counts)
    used = {key[1] for counter in counts.values() for key in counter if isinstance(key, tuple)}
    reasons = list(Reason.objects.filter(pk__in=used - {None}))
    keys = [key for status in STATUSES for key in (status, *((status, r.pk) for r in reasons))]
    names, columns = day_names(), []
    for status in STATUSES:
        columns.append(Column(names[status], NUMBER))
        columns += [Column(f"{names[status]}: {reason.name}", NUMBER) for reason in reasons]
    report = Report([Column(_("Name")), Column(_("Student number")), *columns])
    for pk in sorted(counts, key=lambda pk: ([-counts[pk][status] for status in STATUSES], pk)):
        student = named[pk]
        heads = [Cell(student.name, student.get_absolute_url()), Cell(student.number)]
        report.lines.append([*heads, *(_cell(scope, pk, key, counts[pk][key]) for key in keys)])
    return report


def _cell(scope, student, key, number):
    """How many days of a status, or of a status and a reason; opens the marks of these days."""
    if not number:
        return Cell(number)
    day, reason = key if isinstance(key, tuple) else (key, None)
    narrower = {"student": student, "day": day} | ({"reason": reason} if reason else {})
    return Cell(number, scope.marks_url(**narrower))
