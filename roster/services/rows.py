"""The lines of a lesson's page, read in two queries and kept as plain values: a class of 300 is
shown as quickly as it is read."""

from dataclasses import dataclass, field

from roster.models import Enrollment, Mark

RECENT = 5
MARK_FIELDS = ("status_id", "reason_id", "minutes", "note", "version")
LESSON_FIELDS = ("lesson__date", "lesson__starts_at", "lesson__period", "lesson_id")


@dataclass
class Row:
    """One student at one lesson. Without a mark `version` is 0; `is_enrolled` is False for
    somebody with a mark who was not on the roll that day. `recent` has the ids of the statuses of
    the last lessons, oldest first (None: not marked); `notice` is what was said where the absence
    was announced."""

    student_id: int
    name: str
    number: str
    roll_number: int | None = None
    is_enrolled: bool = True
    status_id: int | None = None
    reason_id: int | None = None
    minutes: int | None = None
    note: str = ""
    version: int = 0
    notice: str | None = None
    has_files: bool = False
    recent: list = field(default_factory=list)


def rows_of(lesson):
    """The lesson's rows in roll order; after them those with a mark who were not enrolled."""
    rows = _enrolled(lesson)
    recent, earlier = {}, {}
    for student, name, number, *mark in _marks(lesson):
        *values, has_files, date, starts_at, period, pk, cancelled_at = mark
        if pk == lesson.pk:
            row = rows.get(student) or Row(student, name, number, is_enrolled=False)
            rows[student] = row
            row.status_id, row.reason_id, row.minutes, row.note, row.version = values
            row.has_files = has_files
        elif cancelled_at is None:
            earlier[pk] = (date, str(starts_at or ""), period or 0, pk)
            recent[student, pk] = values[0]
    last = sorted(earlier, key=earlier.get)[-RECENT:]
    for student, row in rows.items():
        row.recent = [recent.get((student, pk)) for pk in last]
    return list(rows.values())


def _enrolled(lesson):
    stays = Enrollment.objects.filter(course=lesson.course_id).on(lesson.date).in_roll_order()
    names = ("student_id", "student__name", "student__number", "roll_number", "notice")
    rows = {}
    for student, *values, notice in stays.with_notices(lesson.date).values_list(*names):
        rows.setdefault(student, Row(student, *values, notice=notice))
    return rows


def _marks(lesson):
    """The marks of the lesson and of the course's last ones before it."""
    marks = Mark.objects.of_lesson_and_recent(lesson, RECENT).order_by("student__name", "student")
    marks = marks.exclude(status=None, student__merged_into__isnull=False)
    names = ("student_id", "student__name", "student__number")
    said = (*MARK_FIELDS, "has_files", *LESSON_FIELDS, "lesson__cancelled_at")
    return marks.with_files().values_list(*names, *said)


def choices_of(lesson, rows):
    """The statuses and the reasons that `rows` may have: those of the course's set that are not
    retired, and retired ones that a mark still has."""
    status_set = lesson.course.status_set
    used = {row.status_id for row in rows}, {row.reason_id for row in rows}
    both = status_set.statuses.all(), status_set.reasons.all()
    return tuple(
        [choice for choice in choices if choice.retired_at is None or choice.pk in used_here]
        for choices, used_here in zip(both, used, strict=True)
    )
