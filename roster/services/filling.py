"""Approved excuses fill in the marks that are blank, and a withdrawn one takes back what it filled
and nobody has changed since: many lessons at once, each held as for any save, with history."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from legacy.carrying import batches
from roster.models import Excuse, ExcuseFill, Lesson, Mark, MarkEvent, Reason, Save, Status
from roster.services.claims import claim
from roster.services.locks import hold_all, is_locked
from roster.services.register import Entry, values_of
from roster.services.writing import conflicting, write_marks

BATCH = 200  # lessons that are held and written together


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
    claim(Excuse, [excuse.pk])
    held = Excuse.objects.select_for_update().select_related("reason").get(pk=excuse.pk)
    if not held.is_approved:
        return done
    lessons = (Lesson.objects.all() if lessons is None else lessons).excused_by(held).held().kept()
    lessons = lessons.without_mark_of(held)
    choices = _Choices(held.reason)
    for keys in _batches(lessons.values_list("pk", flat=True)):
        hold_all(keys)
        # Asked again: meanwhile somebody may have marked the student or cancelled a lesson.
        open_lessons = _open(lessons.filter(pk__in=keys).with_rules(), closed_too, done)
        _fill(open_lessons, held, choices, done)
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
    for excuse in Excuse.objects.approved().filter(pk__in=fills.values("excuse")):
        if not here.excused_by(excuse).exists():
            _take_back(fills.filter(excuse=excuse), excuse, excuse.decided_by, Filled())
    fill_course(lesson.course_id, lesson.date, lesson.date)


def _batches(lessons):
    """Their keys in lists, always in the same order: two who hold lessons do not wait for each
    other."""
    return batches(sorted(set(lessons)), BATCH)


def _open(lessons, closed_too, done):
    """The lessons that may be marked; the locked ones are counted."""
    if closed_too:
        return list(lessons)
    found = [lesson for lesson in lessons if not is_locked(lesson)]
    done.locked += len(lessons) - len(found)
    return found


def _fill(lessons, excuse, choices, done):
    marks = Mark.objects.filter(lesson__in=lessons, student=excuse.student_id)
    marks = {mark.lesson_id: mark for mark in marks}
    changes = []
    for lesson in lessons:
        status, reason = choices.of(lesson.status_set)
        if status is not None:
            mark = marks.get(lesson.pk)
            entry = Entry(excuse.student_id, status, reason, note=mark.note if mark else "")
            changes.append((lesson.pk, mark, entry))
    if changes:
        _note_fills(excuse, write_marks(_save(excuse, excuse.decided_by), changes))
    done.marks += len(changes)


def _note_fills(excuse, marks):
    fills = [ExcuseFill(excuse=excuse, mark=mark, version=mark.version) for mark in marks]
    ExcuseFill.objects.bulk_create(
        fills,
        update_conflicts=True,
        update_fields=("version", "undone_at"),
        unique_fields=conflicting("excuse", "mark"),
    )


def _save(excuse, user):
    return Save.objects.create(
        request_id=uuid.uuid4(),
        digest=b"",
        user=user,
        origin=Save.Origin.EXCUSE,
        content={"excuse": excuse.pk},
    )


@transaction.atomic
def take_back(excuse, user):
    """Gives every mark that `excuse` filled in the values it had before, unless somebody has
    changed it since; other excuses then fill in what they cover. Returns Filled."""
    done = Filled()
    lessons = _take_back(
        ExcuseFill.objects.filter(excuse=excuse, undone_at=None), excuse, user, done
    )
    if lessons:
        others = Excuse.objects.approved().filter(student=excuse.student_id)
        for other in others.exclude(pk=excuse.pk).between(excuse.starts_on, excuse.ends_on):
            fill(other, Lesson.objects.filter(pk__in=lessons), closed_too=True)
    return done


def _take_back(fills, excuse, user, done):
    """Undoes `fills` (a queryset); returns the keys of the lessons that got theirs back."""
    lessons = []
    for keys in _batches(fills.values_list("mark__lesson", flat=True)):
        hold_all(keys)
        here = fills.filter(mark__lesson__in=keys).select_related("mark")
        lessons += _restore(list(here), excuse, user, done)
    return lessons


def _restore(fills, excuse, user, done):
    """Gives the marks of `fills` what they had; those that somebody has changed stay, unless they
    have it already."""
    before, changes, undone = _before(fills), [], []
    for one in fills:
        mark, values = one.mark, before[one.mark_id, one.version]
        if mark.version == one.version:
            changes.append((mark.lesson_id, mark, Entry(mark.student_id, *values)))
        elif values != values_of(mark):
            done.changed += 1
            continue
        undone.append(one)
    if changes:
        write_marks(_save(excuse, user), changes)
    here = ExcuseFill.objects.filter(pk__in=[one.pk for one in undone])
    done.marks += here.update(undone_at=timezone.now())
    return [one.mark.lesson_id for one in undone]


def _before(fills):
    """`{(key of a mark, its version): the four values before that version}`."""
    events = MarkEvent.objects.filter(mark__in=[one.mark_id for one in fills])
    old = ("old_status", "old_reason", "old_minutes", "old_note")
    rows = events.values_list("mark", "version", *old)
    return {(mark, version): tuple(values) for mark, version, *values in rows}


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
