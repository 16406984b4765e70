"""Why a rate is what it is: every lesson, what it weighs, and why some do not count."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from roster.models import Enrollment, Lesson, Mark, Policy
from roster.querysets.dates import overlap_of
from roster.rates import Rate, student_rates
from roster.weights import weighed


@dataclass(frozen=True)
class Line:
    """One lesson: the mark (None: not marked), its `weight` of 0 to 1 where it counts, and why it
    does not, or counts as something else."""

    lesson: Lesson
    mark: Mark | None
    weight: float | None
    why: str

    @property
    def attended(self):
        """In units."""
        return self.weight * float(self.lesson.units)


@dataclass(frozen=True)
class Explanation:
    """A Rate and the Lines it is made of."""

    rate: Rate
    lines: list


def explained(course, student, first=None, last=None):
    """The Explanation of the rate of `student` in `course`; None is open. The weights come from
    the same query as the rate."""
    lessons = course.lessons.kept().within(first, last).in_order()
    marks = Mark.objects.filter(student=student, lesson__course=course).between(first, last)
    by_lesson = {mark.lesson_id: mark for mark in marks.select_related("status", "reason")}
    policies = list(Policy.objects.of_courses([course]))
    fields = ("lesson_id", "weight", "effective", "status__kind")
    counted = {row[0]: row[1:] for row in weighed(marks, policies).values_list(*fields)}
    stays = Enrollment.objects.filter(course=course, student=student, retired_at=None)
    stays = list(stays.values_list("starts_on", "ends_on"))
    lines = [
        _line(lesson, by_lesson.get(lesson.pk), counted.get(lesson.pk), stays) for lesson in lessons
    ]
    rate = student_rates([student.pk], first, last, course).get(student.pk, Rate())
    return Explanation(rate, [line for line in lines if line])


def _line(lesson, mark, counted, stays):
    """The Line, or None for a lesson that is none of the student's business."""
    is_enrolled = any(overlap_of(stay, (lesson.date, lesson.date)) for stay in stays)
    if not is_enrolled and mark is None:
        return None
    if counted:
        weight, effective, kind = counted
        return Line(lesson, mark, weight, _counts_as(mark, effective, kind))
    return Line(lesson, mark, None, _why_not(lesson, mark, is_enrolled))


def _counts_as(mark, effective, kind):
    if effective == kind:
        return ""
    if mark.reason and mark.reason.counts_as_present:
        return _("counts as present: %(reason)s") % {"reason": mark.reason.name}
    minutes = {"n": mark.minutes}
    if effective == "present":
        return _("counts as present: %(n)d minutes are within the grace") % minutes
    return _("counts as absent: %(n)d minutes are too many") % minutes


def _why_not(lesson, mark, is_enrolled):
    """Why a lesson does not count; the first that holds."""
    if lesson.is_cancelled:
        return _("cancelled")
    if not is_enrolled:
        return _("not enrolled on this day")
    if not lesson.is_taken:
        return _("register not taken") if lesson.is_over else _("to come")
    if mark is None or mark.status is None:
        return _("not marked")
    return _("this status is not counted")
