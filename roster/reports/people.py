"""Students: who misses most, and who is at risk."""

from django.urls import reverse
from django.utils.translation import gettext as _

from roster.days import today
from roster.models import Course, Enrollment, Student
from roster.rates import Rate, all_rates, rates_of
from roster.reports.tables import (
    NUMBER,
    PERCENT,
    Cell,
    Column,
    Report,
    rate_cells,
    rate_columns,
    short,
)
from roster.streaks import absences_in_a_row

RISKS = ("lost", "below", "near", "")


def students(scope):
    """A line for each student, over all courses of the Scope; who missed most comes first."""
    rates = {}
    keys = ("student", "lesson__course")
    of_both = rates_of(scope.marks(), keys, scope.policies, scope.throughout())
    for (student, _course), rate in of_both.items():
        rates.setdefault(student, Rate()).merge(rate)
    order = sorted(rates.items(), key=lambda one: (one[1].reached - one[1].counted, one[0]))
    named = Student.objects.only("name", "number").in_bulk(rates)
    report = Report([Column(_("Name")), Column(_("Student number")), *rate_columns()])
    for pk, rate in order:
        cells = rate_cells(rate, lambda pk=pk, **more: scope.marks_url(student=pk, **more))
        report.lines.append([*_student(named[pk]), *cells])
    return report


def risk(scope):
    """Those below the minimum, about to fall below it or past saving, and those absent several
    times in a row, in the courses that are going on; all lessons so far count, whatever the days
    of the Scope. Who has left is not looked after."""
    courses = (Course.objects.all() if scope.courses is None else scope.courses).active()
    rates = all_rates(courses)
    rows = absences_in_a_row(courses, rates)
    there = set(Enrollment.objects.filter(course__in=courses).on(today()).pairs())
    found = {both: rates[both] for both in there & rates.keys() if rates[both].risk or both in rows}
    titles = dict(
        courses.filter(pk__in={course for course, _student in found}).values_list("pk", "name")
    )
    named = Student.objects.only("name", "number").in_bulk({student for _course, student in found})
    report = Report(_risk_columns(), note=_("All lessons so far of the courses that are going on."))
    order = sorted(
        found.items(),
        key=lambda one: (RISKS.index(one[1].risk), one[1].may_miss, one[0]),
    )
    for (course, student), rate in order:
        pages = reverse("roster:rate", args=[course, student]) + "?range=all"
        heads = [
            *_student(named[student]),
            Cell(titles[course], reverse("roster:course", args=[course])),
        ]
        report.lines.append([*heads, *_risk_cells(rate, rows.get((course, student)), pages)])
    return report


def _risk_columns():
    names = (_("Name"), _("Student number"), _("Course"), _("Why"))
    numbers = (_("In a row"), _("To come"), _("May miss"))
    percents = (_("Minimum"), _("Best"), _("Rate"))
    return [
        *(Column(name) for name in names),
        *(Column(name, NUMBER) for name in numbers),
        *(Column(name, PERCENT) for name in percents),
    ]


def _risk_cells(rate, in_a_row, url):
    reasons = {
        "lost": _("out of reach"),
        "below": _("below the minimum"),
        "near": _("one more, and out of reach"),
        "": _("absent several times in a row"),
    }
    shade = "late" if rate.risk in {"near", ""} else "absent"
    may_miss = None if rate.is_lost else short(rate.may_miss)
    return [
        Cell(reasons[rate.risk], shade=shade),
        *(Cell(value) for value in (in_a_row, short(rate.to_come), may_miss)),
        *(Cell(value) for value in (rate.minimum, rate.best)),
        Cell(rate.percent, url),
    ]


def _student(student):
    return Cell(student.name, student.get_absolute_url()), Cell(student.number)
