"""Moves the students of one course to another: old stays end, new ones begin."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from legacy.ownership import owned_fields
from legacy.retrying import retried
from roster.models import Course, Enrollment, Mark, Turn
from roster.services.claims import claim
from roster.services.enrollments import enroll, hold_students, next_roll_number, save_enrollment


class Numbering(models.TextChoices):
    """What becomes of roll numbers."""

    KEEP = "keep", _("as they are")
    NAME = "name", _("anew, by name")
    NONE = "none", _("without")


@dataclass(frozen=True)
class Move:
    """From where to where, the last day in the old course, the first in the new, and Numbering."""

    source: Course
    target: Course
    last: datetime.date
    first: datetime.date
    numbering: str


@dataclass
class Planned:
    """What happens to one stay. `is_there`: the student is in the new course already;
    `is_owned`: the last day follows the old database, so nothing can be done here; `number` is
    the new roll number, `is_taken` whether another student has it."""

    stay: Enrollment
    is_there: bool = False
    is_owned: bool = False
    number: int | None = None
    is_taken: bool = False

    @property
    def student(self):
        return self.stay.student

    @property
    def can_move(self):
        return not (self.is_owned or self.is_there)


def plan_move(move, chosen=None):
    """A Planned for each student who is in the old course on its last day, in roll order; `chosen`
    (ids of students) limits for whom numbers are given. The number of queries is constant."""
    stays = Enrollment.objects.filter(course=move.source).on(move.last)
    planned = [Planned(stay) for stay in stays.select_related("student").in_roll_order()]
    later = Enrollment.objects.filter(course=move.target).between(move.first, None)
    there = dict(later.values_list("student", "roll_number"))
    is_owned = _ends_elsewhere([one.stay for one in planned])
    for one in planned:
        one.is_there = one.student.pk in there
        one.is_owned = is_owned(one.stay) and one.stay.ends_on != move.last
    _number([one for one in planned if _is_chosen(one, chosen)], move, set(there.values()))
    return planned


def _is_chosen(one, chosen):
    return one.can_move and (chosen is None or one.student.pk in chosen)


def _ends_elsewhere(stays):
    """A function that says of a stay whether the old database says when it ends; the map is asked
    once, for the first stay that came from there."""
    imported = next((stay for stay in stays if stay.legacy_key is not None), None)
    follows = imported is not None and "ends_on" in owned_fields(imported)
    return lambda stay: follows and stay.legacy_key is not None


def _number(planned, move, taken):
    if move.numbering == Numbering.KEEP:
        for one in planned:
            one.number = one.stay.roll_number
            one.is_taken = one.number is not None and one.number in taken
    elif move.numbering == Numbering.NAME:
        first = next_roll_number(move.target, move.first)
        by_name = sorted(planned, key=lambda one: (one.student.name, one.student.pk))
        for offset, one in enumerate(by_name):
            one.number = first + offset


@retried
@transaction.atomic
def move_students(move, chosen, user):
    """Moves those of `chosen` (ids of students) who can be moved; returns the Turn, or None where
    there was nobody left. Raises ValidationError where somebody was faster."""
    _hold(move)
    planned = [one for one in plan_move(move, chosen) if _is_chosen(one, chosen)]
    if not planned:
        return None
    stays = [[one.stay.pk, _iso(one.stay.ends_on)] for one in planned]
    students = [one.student for one in planned]
    enroll(move.target, students, move.first, roll_numbers=[one.number for one in planned])
    for one in planned:
        one.stay.ends_on = move.last
        one.stay.save(update_fields=["ends_on"])
    made = {"last": str(move.last), "first": str(move.first), "stays": stays}
    ends = {"source": move.source, "course": move.target, "user": user}
    return Turn.objects.create(kind=Turn.Kind.MOVE, number=len(planned), made=made, **ends)


def _hold(move):
    keys = [move.source.pk, move.target.pk]
    claim(Course, keys)
    courses = Course.objects.filter(pk__in=keys)
    list(courses.select_for_update().order_by("pk"))


def _iso(date):
    return date and str(date)


def undo_move(turn):
    """Takes back the held `turn` for everybody whose stays are as it left them and who has no mark
    in the new course; returns (how many, names of those who stay)."""
    before = {pk: ends and datetime.date.fromisoformat(ends) for pk, ends in turn.made["stays"]}
    stays = Enrollment.objects.filter(pk__in=before, course=turn.source_id)
    stays = list(stays.select_related("student").order_by("student__name", "pk"))
    students = [stay.student_id for stay in stays]
    hold_students(students)
    new, marked, kept = _opened(turn, students), _marked(turn, students), []
    for stay in stays:
        there = new.get(stay.student_id)
        untouched = (
            there and stay.student_id not in marked and str(stay.ends_on) == turn.made["last"]
        )
        if not (untouched and _restore(stay, before[stay.pk], there)):
            kept.append(stay.student.name)
    return len(stays) - len(kept), kept


def _opened(turn, students):
    """`{student id: stay}` of what the turn opened and nobody has changed since."""
    stays = Enrollment.objects.filter(course=turn.course_id, student__in=students, ends_on=None)
    stays = stays.filter(starts_on=turn.made["first"], source=Enrollment.Source.ENTERED)
    return {stay.student_id: stay for stay in stays}


def _marked(turn, students):
    marks = Mark.objects.filter(student__in=students, lesson__course=turn.course_id)
    return set(marks.between(turn.made["first"], None).values_list("student", flat=True))


def _restore(stay, ends_on, there):
    """Whether the old stay could go on: not where another one has begun since."""
    try:
        with transaction.atomic():
            there.delete()
            stay.ends_on = ends_on
            save_enrollment(stay)
    except ValidationError:
        return False
    return True
