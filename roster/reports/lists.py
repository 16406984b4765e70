"""Reports that are lists: missing registers, and reasons without their documents."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roster.reports.tables import DATE, NUMBER, Cell, Column, Report
from roster.staffing import teachers_of


def registers(scope):
    """Lessons that are over and of which nobody said that the marks are complete."""
    lessons = scope.lessons().untaken(scope.first, scope.last).over(timezone.localtime())
    lessons = lessons.select_related("course").with_progress().latest_first()
    named = teachers_of(lessons)
    names = (_("Course"), _("Branch"), _("Teacher"))
    report = Report([Column(_("Date"), DATE), Column(_("Period"), NUMBER)])
    report.columns += [*(Column(name) for name in names), Column(_("Marked"), NUMBER)]
    report.columns.append(Column(_("Students"), NUMBER))
    for lesson in lessons:
        teachers = ", ".join(named(lesson))
        heads = [Cell(lesson.date, lesson.get_absolute_url()), Cell(lesson.period)]
        course = [Cell(lesson.course.name, lesson.course.get_absolute_url())]
        rest = (lesson.course.branch, teachers, lesson.marked, lesson.expected)
        report.lines.append([*heads, *course, *map(Cell, rest)])
    return report


def documents(scope):
    """Marks whose reason needs a document, and that have none."""
    marks = scope.marks().without_documents().to_list()
    names = (_("Name"), _("Student number"), _("Course"), _("Status"), _("Reason"), _("Note"))
    report = Report([Column(_("Date"), DATE), *map(Column, names)])
    for mark in marks:
        lesson, student = mark.lesson, mark.student
        page = reverse("roster:mark", args=[lesson.pk, student.pk])
        who = [Cell(student.name, student.get_absolute_url()), Cell(student.number)]
        course = Cell(lesson.course.name, lesson.course.get_absolute_url())
        said = [Cell(mark.status.name, shade=mark.status.shade), Cell(mark.reason.name)]
        report.lines.append([Cell(lesson.date, page), *who, course, *said, Cell(mark.note)])
    return report
