"""What a rate is made of."""

import csv

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legacy.spreadsheets import Echo, harmless
from roster.explained import explained
from roster.models import Student
from roster.standings import standings
from roster.views import asked
from roster.views.book import find


@require_safe
def rate(request, pk, student):
    """Every lesson behind the rate of one student in one course; `range=all` has no bounds."""
    course = find(request.user, pk)
    students = Student.objects.visible_to(request.user).of_course(course)
    student = get_object_or_404(students, pk=student)
    span, bounds = _span(request, course)
    explanation = explained(course, student, *bounds)
    context = {
        "course": course,
        "student": student,
        "span": span,
        "rate": explanation.rate,
        "lines": explanation.lines,
    }
    return render(request, "roster/rate.html", context)


@require_safe
def course_rates(request, pk):
    """Everybody's rate in one course; with `risk=1` only those who have to be looked after."""
    course = find(request.user, pk)
    span, bounds = _span(request, course)
    rows = standings(course, *bounds)
    at_risk = [row for row in rows if row.rate.risk]
    is_risk = request.GET.get("risk") == "1"
    context = {
        "course": course,
        "span": span,
        "rows": at_risk if is_risk else rows,
        "number": len(at_risk),
        "is_risk": is_risk,
        "query": span.query if span else "range=all",
    }
    return render(request, "roster/course_rates.html", context)


@require_safe
def course_rates_file(request, pk):
    """The same as CSV."""
    course = find(request.user, pk)
    _all, bounds = _span(request, course)
    lines = _lines(standings(course, *bounds))
    headers = {"Content-Disposition": f'attachment; filename="course-{pk}-rates.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _span(request, course):
    """`(Span, (first, last))`, or `(None, ())` for `range=all`."""
    if request.GET.get("range") == "all":
        return None, ()
    span = asked.span(request, course.term)
    return span, (span.first, span.last)


def _lines(rows):
    """The lines of the file, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(Echo())
    names = (_("No."), _("Student number"), _("Name"), _("Attended"), _("Lates"), _("Early leaves"))
    names += (_("Deducted"), _("Counted"), _("Rate"), _("To come"), _("Best"), _("May miss"))
    yield "\ufeff" + writer.writerow(names)
    for row in rows:
        rate, student = row.rate, row.student
        counted = (rate.attended, rate.lates, rate.leaves, rate.deduction, rate.total)
        aims = (rate.percent, rate.to_come, rate.best, rate.may_miss)
        names = (harmless(student.number), harmless(student.name))
        yield writer.writerow((row.roll_number, *names, *counted, *aims))
