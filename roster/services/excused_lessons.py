"""What an excuse means for each lesson that it covers."""

from dataclasses import dataclass

from roster.models import ExcuseFill, Lesson, Mark
from roster.services.locks import is_locked


@dataclass(frozen=True)
class ExcusedLesson:
    """One lesson with the student's mark (None: none). `word` is what became of it or would:
    fill, filled, changed (since it was filled), restored, marked (before), cancelled or locked."""

    lesson: Lesson
    mark: Mark | None
    word: str


def lessons_of(excuse, user):
    """The ExcusedLessons of `excuse` that `user` sees, in order, in four queries: those that it
    covers now, and those of marks that it once filled in."""
    fills = {
        fill.mark.lesson_id: fill
        for fill in ExcuseFill.objects.filter(excuse=excuse).select_related("mark")
    }
    visible = Lesson.objects.visible_to(user).kept()
    covered = visible.excused_by(excuse) | visible.filter(pk__in=fills)
    lessons = list(covered.with_rules().select_related("course").in_order())
    marks = Mark.objects.filter(student=excuse.student_id, lesson__in=lessons)
    by_lesson = {mark.lesson_id: mark for mark in marks.select_related("status", "reason")}
    return [_lesson(one, by_lesson.get(one.pk), fills.get(one.pk)) for one in lessons]


def _lesson(lesson, mark, fill):
    return ExcusedLesson(lesson, mark, _of_fill(mark, fill) if fill else _without(lesson, mark))


def _of_fill(mark, fill):
    if fill.undone_at is not None:
        return "restored"
    return "filled" if mark.version == fill.version else "changed"


def _without(lesson, mark):
    if mark is not None and mark.status_id is not None:
        return "marked"
    if lesson.is_cancelled:
        return "cancelled"
    return "locked" if is_locked(lesson) else "fill"
