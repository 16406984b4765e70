"""The lines of a lesson's page, read in two queries and kept as plain values: a class of 300 is
shown as quickly as it is read. What a line may say is read in two more."""

from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, DateField, IntegerField, TimeField

from roster.models import Enrollment, Lesson, Mark, Reason, Status
from roster.querysets.prepared import Given, Prepared

RECENT = 5
MARK_FIELDS = ("status_id", "reason_id", "minutes", "note", "version")
STUDENT_FIELDS = ("student_id", "student__name", "student__number")
KEY = BigIntegerField()
# A lesson that is known when the queries are asked.
SOME = Lesson(
    pk=Given("lesson", KEY),
    course_id=Given("course", KEY),
    date=Given("date", DateField()),
    period=Given("period", IntegerField()),
    starts_at=Given("starts_at", TimeField()),
    ends_at=Given("ends_at", TimeField()),
)


@dataclass(slots=True)
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
    asked = {"course": lesson.course_id, "date": lesson.date}
    rows = _enrolled(lesson, asked)
    recent = {}
    for pk, student, status, *mark in MARKS.rows(lesson=lesson.pk, **asked):
        if pk == lesson.pk:
            _put(rows, student, status, *mark)
        else:
            recent.setdefault(pk, {})[student] = status
    last = list(recent.values())[-RECENT:]
    for student, row in rows.items():
        row.recent = [statuses.get(student) for statuses in last]
    return list(rows.values())


def _enrolled(lesson, asked):
    times = {"starts_at": lesson.starts_at, "ends_at": lesson.ends_at or lesson.starts_at}
    rows = {}
    for student, *values, notice in ENROLLED.rows(period=lesson.period, **times, **asked):
        rows.setdefault(student, Row(student, *values, notice=notice))
    return rows


def _put(rows, student, status, *mark):
    """Puts a mark of the lesson into the row of its student, who may not be enrolled."""
    reason, minutes, note, version, file, name, number = mark
    row = rows.get(student) or Row(student, name, number, is_enrolled=False)
    rows[student] = row
    row.status_id, row.reason_id, row.minutes, row.note = status, reason, minutes, note
    row.version, row.has_files = version, file is not None


def choices_of(lesson, rows):
    """The statuses and the reasons that `rows` may have: those of the lesson's set that are not
    retired, and retired ones that a mark still has. `lesson` comes with its rules."""
    used = {row.status_id for row in rows}, {row.reason_id for row in rows}
    return tuple(
        [choice for choice in choices if choice.retired_at is None or choice.pk in used_here]
        for choices, used_here in zip(all_choices(lesson.status_set), used, strict=True)
    )


def all_choices(status_set):
    """All statuses, then all reasons, of the set with the key `status_set`."""
    for model, names, choices in CHOICES:
        rows = choices.rows(status_set=status_set)
        yield [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


def _all_enrolled():
    stays = Enrollment.objects.filter(course=SOME.course_id).on(SOME.date).in_roll_order()
    stays = stays.with_notices(SOME)
    return stays.values_list(*STUDENT_FIELDS, "roll_number", "notice")


def _all_marks():
    """The marks of the lesson and of the course's last ones before it."""
    marks = Mark.objects.of_lesson_and_recent(SOME, RECENT).as_lessons_happened()
    marks = marks.exclude(status=None, student__merged_into__isnull=False)
    # Nothing in these rows, thousands in a large class, is of a kind that Django converts.
    student, *names = STUDENT_FIELDS
    return marks.with_files().values_list("lesson_id", student, *MARK_FIELDS, "file_id", *names)


def _choices(model):
    """The model, its columns and the query for what belongs to a status set."""
    names = [field.attname for field in model._meta.concrete_fields]
    own = model.objects.filter(status_set=Given("status_set", KEY)).order_by("position", "id")
    return model, names, Prepared(lambda: own.values_list(*names))


ENROLLED = Prepared(_all_enrolled)
MARKS = Prepared(_all_marks)
CHOICES = _choices(Status), _choices(Reason)
