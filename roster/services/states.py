"""What a page that is open needs to know of a lesson, to follow what others do."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from roster.models import Mark


@dataclass(frozen=True)
class States:
    """The marks of a lesson by student, each `[status, reason, minutes, note, version]`."""

    marks: dict
    is_taken: bool


def stamp_of(lesson):
    """A text that is another one as soon as a mark of `lesson`, or the lesson itself, changes."""
    sums = lesson.marks.aggregate(marks=Count("pk"), versions=Sum("version"))
    taken = int(lesson.is_taken)
    return f"{lesson.version}-{taken}-{sums['marks']}-{sums['versions'] or 0}"


def stamp_of_marks(lessons):
    """The same for all of `lessons` (a queryset)."""
    own = lessons.aggregate(lessons=Count("pk"), versions=Sum("version"), taken=Count("taken_at"))
    sums = Mark.objects.filter(lesson__in=lessons).aggregate(
        marks=Count("pk"), versions=Sum("version")
    )
    return "-".join(str(value or 0) for value in (*own.values(), *sums.values()))


def states_of(lesson):
    """The States of `lesson`."""
    fields = ("student", "status", "reason", "minutes", "note", "version")
    marks = {student: rest for student, *rest in lesson.marks.values_list(*fields)}
    return States(marks, lesson.is_taken)


def state_of(mark):
    """The same five values of one mark."""
    return [mark.status_id, mark.reason_id, mark.minutes, mark.note, mark.version]
