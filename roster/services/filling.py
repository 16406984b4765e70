"""Approved excuses fill in the marks that are blank, and a withdrawn one takes back what it filled
and nobody has changed since. Everything goes through `save_marks`, with history."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from roster.models import Excuse, ExcuseFill, Lesson, Mark, MarkEvent, Reason, Save, Status
from roster.services.errors import LessonLocked, MarkConflict, Refused
from roster.services.marks import save_marks
from roster.services.register import Entry


@dataclass
class Filled:
    """How many marks were filled in or taken back, and how many lessons were left alone because
    they are locked or (taking back) because somebody has changed the mark since."""

    marks: int = 0
    locked: int = 0
    changed: int = 0


@transaction.atomic
def fill(excuse, lessons=None, closed_too=False):
    """Marks the student at those of `lessons` (a queryset; default: all) that `excuse` covers, if
    it is approved, where the mark is blank; returns Filled.

    Doing it again fills in what has come since. With `closed_too` locked lessons are filled, too.
    """
    done = Filled()
    held = Excuse.objects.select_for_update().select_related("reason").get(pk=excuse.pk)
    if not held.is_approved:
        return done
    lessons = (Lesson.objects.all() if lessons is None else lessons).excused_by(held).held().kept()
    lessons = lessons.without_mark_of(held).select_related("course__status_set").in_order()
    choices = _Choices(held.reason)
    for lesson in lessons:
        status, reason = choices.of(lesson.course.status_set_id)
        if status is not None:
            _fill(lesson, held, (status, reason), closed_too, done)
    return done


def fill_course(course, first=None, last=None, students=None):
    """Fills in for every approved excuse at the lessons of `course` from `first` to `last` (None:
    open), of `students` (ids) or all. For lessons and stays that have come since the approval."""
    lessons = Lesson.objects.filter(course=course).within(first, last)
    excuses = Excuse.objects.approved().of_course(course).between(first, last)
    for excuse in excuses if students is None else excuses.filter(student__in=students):
        fill(excuse, lessons)


def fill_since(date):
    """Fills in for every approved excuse that ends on `date` or later, at all lessons."""
    for excuse in Excuse.objects.approved().between(date, None):
        fill(excuse)


@transaction.atomic
def refit(lesson):
    """After `lesson` was moved: takes back what excuses filled in that do not cover it any more,
    and fills in for those that do now."""
    here = Lesson.objects.filter(pk=lesson.pk)
    fills = ExcuseFill.objects.filter(undone_at=None, mark__lesson=lesson)
    fills = fills.filter(excuse__state=Excuse.State.APPROVED)
    for one in fills.select_related("mark__lesson", "excuse__decided_by"):
        if not here.excused_by(one.excuse).exists():
            _take_back(one, one.excuse.decided_by, Filled())
    fill_course(lesson.course_id, lesson.date, lesson.date)


def _fill(lesson, excuse, choice, closed_too, done):
    status, reason = choice
    mark = Mark.objects.filter(lesson=lesson, student=excuse.student_id).first()
    note, version = (mark.note, mark.version) if mark else ("", 0)
    entry = Entry(excuse.student_id, status, reason, None, note, version)
    try:
        saved = _save(lesson, entry, excuse.decided_by, closed_too)
    except LessonLocked:
        done.locked += 1
    except Refused:
        pass  # somebody marked the student, cancelled the lesson or ended the stay this moment
    else:
        mark = saved.marks[excuse.student_id]
        values = {"version": mark.version, "undone_at": None}
        ExcuseFill.objects.update_or_create(values, excuse=excuse, mark=mark)
        done.marks += 1


def _save(lesson, entry, user, closed_too):
    return save_marks(
        lesson,
        [entry],
        user=user,
        request_id=uuid.uuid4(),
        origin=Save.Origin.EXCUSE,
        closed_too=closed_too,
    )


@transaction.atomic
def take_back(excuse, user):
    """Gives every mark that `excuse` filled in the values it had before, unless somebody has
    changed it since; other excuses then fill in what they cover. Returns Filled."""
    done = Filled()
    fills = excuse.fills.filter(undone_at=None).select_related("mark__lesson").order_by("pk")
    lessons = [one.mark.lesson_id for one in fills if _take_back(one, user, done)]
    if lessons:
        others = Excuse.objects.approved().filter(student=excuse.student_id)
        for other in others.exclude(pk=excuse.pk).between(excuse.starts_on, excuse.ends_on):
            fill(other, Lesson.objects.filter(pk__in=lessons), closed_too=True)
    return done


def _take_back(one, user, done):
    mark = one.mark
    made = MarkEvent.objects.get(mark=mark, version=one.version)
    old = made.old_status_id, made.old_reason_id, made.old_minutes, made.old_note
    try:
        _save(mark.lesson, Entry(mark.student_id, *old, one.version), user, closed_too=True)
    except MarkConflict:
        done.changed += 1
        return False
    one.undone_at = timezone.now()
    one.save(update_fields=("undone_at",))
    done.marks += 1
    return True


class _Choices:
    """What an excuse with `reason` says in each status set: "excused" where the set has such a
    status, else "absent", with the reason of the same code."""

    def __init__(self, reason):
        self.code = reason and reason.code
        self.known = {}

    def of(self, status_set):
        """`(status id or None, reason id or None)`."""
        if status_set not in self.known:
            self.known[status_set] = self._status(status_set), self._reason(status_set)
        return self.known[status_set]

    def _status(self, status_set):
        kinds = {}
        statuses = Status.objects.filter(status_set=status_set, retired_at=None)
        for pk, kind in statuses.order_by("position", "pk").values_list("pk", "kind"):
            kinds.setdefault(kind, pk)
        return kinds.get(Status.Kind.EXCUSED) or kinds.get(Status.Kind.ABSENT)

    def _reason(self, status_set):
        reasons = Reason.objects.filter(status_set=status_set, code=self.code, retired_at=None)
        return self.code and reasons.values_list("pk", flat=True).first()
