"""Rates by time, weekday, lesson of the day, course, term, branch and teacher."""

from collections import defaultdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roster.models import Course, CourseStaff, Schedule
from roster.querysets.dates import overlap_of
from roster.reports.charts import chart
from roster.reports.pools import Pool
from roster.reports.tables import DATE, Cell, Column, Report, rate_cells, rate_columns
from roster.spans import Span

WEEKDAYS = dict(Schedule.Weekday.choices)


def weeks(scope, pool=None):
    """A line for each week, from Monday to Sunday."""
    pool = pool or Pool(scope)
    report, rates = _by_span(scope, pool, Span.week, Column(_("Week from"), DATE))
    return _with_line(report, _("Attendance rate by week"), rates, "n/j")


def months(scope, pool=None):
    """A line for each month."""
    pool = pool or Pool(scope)
    report, rates = _by_span(scope, pool, Span.month, Column(_("Month")))
    return _with_line(report, _("Attendance rate by month"), rates, "y/n")


def weekdays(scope, pool=None):
    """A line for each day of the week that has lessons."""
    pool = pool or Pool(scope)
    found = pool.by(lambda facts: [facts.date.weekday()])
    rates = {WEEKDAYS[day]: found[day] for day in sorted(found)}
    lines = [(WEEKDAYS[day], rate, {"weekday": day}) for day, rate in sorted(found.items())]
    return _with_bars(_report(scope, _("Weekday"), lines), _("Missed by weekday"), rates)


def periods(scope, pool=None):
    """A line for each period; lessons without one are together."""
    pool = pool or Pool(scope)
    found = sorted(pool.by(lambda facts: [facts.period or 0]).items())
    rates = {str(period or _("none")): rate for period, rate in found}
    lines = [(period or _("none"), rate, {"period": period}) for period, rate in found]
    return _with_bars(_report(scope, _("Period"), lines), _("Missed by period"), rates)


def places(scope):
    """The first and the last lessons of the day, where a course has several, and all lessons."""
    pool = Pool(scope, with_places=True)
    found = pool.by(
        lambda facts: [name for name in ("first", "last", "") if getattr(facts, f"is_{name}", True)]
    )
    names = {
        "": _("All lessons"),
        "first": _("First lesson of the day"),
        "last": _("Last lesson of the day"),
    }
    shown = {place: found[place] for place in names if place in found}
    rates = {names[place]: rate for place, rate in shown.items()}
    lines = [(names[place], rate, {"place": place}) for place, rate in shown.items()]
    return _with_bars(_report(scope, _("Lessons"), lines), _("Missed by lesson of the day"), rates)


def courses(scope):
    """A line for each course, the lowest rate first."""
    found = Pool(scope).by(lambda facts: [facts.course])
    named = Course.objects.in_bulk(found)
    order = sorted(found.items(), key=lambda one: (one[1].percent, named[one[0]].name))
    report = Report([Column(_("Course")), Column(_("Branch")), *rate_columns()])
    for pk, rate in order:
        heads = [Cell(named[pk].name, named[pk].get_absolute_url()), Cell(named[pk].branch)]
        report.lines.append([*heads, *_rate(scope, rate, {"course": pk})])
    return report


def terms(scope):
    """A line for each term; courses without one are together."""
    courses = Course.objects.select_related("term").in_bulk()
    found = Pool(scope).by(lambda facts: [courses[facts.course].term])
    order = sorted(found.items(), key=lambda one: one[0].starts_on.toordinal() if one[0] else 0)
    lines = [
        (term.name, rate, {"term": term.pk}) if term else (_("none"), rate, None)
        for term, rate in order
    ]
    return _report(scope, _("Term"), lines)


def branches(scope):
    """A line for each branch; courses without one are together."""
    courses = Course.objects.in_bulk()
    found = sorted(Pool(scope).by(lambda facts: [courses[facts.course].branch]).items())
    lines = [
        (name, rate, {"branch": name}) if name else (_("none"), rate, None) for name, rate in found
    ]
    return _report(scope, _("Branch"), lines)


def teachers(scope):
    """A line for each teacher; a lesson of two counts at both."""
    staff, names = defaultdict(list), {}
    for row in CourseStaff.objects.filter(retired_at=None).select_related("user"):
        staff[row.course_id].append((row.starts_on, row.ends_on, row.user_id))
        names[row.user_id] = str(row.user)

    def teaching(facts):
        day = (facts.date, facts.date)
        return {who for *stay, who in staff[facts.course] if overlap_of(stay, day)} or {0}

    found = Pool(scope).by(teaching)
    names[0] = _("nobody")
    order = sorted(found.items(), key=lambda one: names[one[0]])
    lines = [(names[pk], rate, {"teacher": pk} if pk else None) for pk, rate in order]
    return _report(scope, _("Teacher"), lines)


def _by_span(scope, pool, span_of, column):
    found = pool.by(lambda facts: [span_of(facts.date)])
    rates = dict(sorted(found.items(), key=lambda one: one[0].first))
    lines = [(span, rate, _within(scope, span)) for span, rate in rates.items()]
    report = Report([column, *rate_columns()])
    for span, rate, narrower in lines:
        label = span.title if span.kind == "month" else span.first
        report.lines.append([Cell(label), *_rate(scope, rate, narrower)])
    return report, {span.first: rate for span, rate in rates.items()}


def _within(scope, span):
    return {"from": max(span.first, scope.first), "to": min(span.last, scope.last)}


def _report(scope, name, lines):
    """A Report of `[(label, Rate, what narrows the Scope to it, or None)]`."""
    report = Report([Column(name), *rate_columns()])
    report.lines = [[Cell(label), *_rate(scope, rate, narrower)] for label, rate, narrower in lines]
    return report


def _rate(scope, rate, narrower):
    if narrower is None:
        return rate_cells(rate)
    return rate_cells(rate, lambda **more: scope.marks_url(**narrower, **more))


def _with_line(report, title, rates, form):
    values = [(date_format(first, form), rate.percent) for first, rate in rates.items()]
    report.chart = chart(title, values, is_line=True)
    return report


def _with_bars(report, title, rates):
    """Bars of what was missed: they begin at zero, and differences are seen."""
    values = [(label, 100 - rate.percent) for label, rate in rates.items()]
    report.chart = chart(title, values)
    return report
