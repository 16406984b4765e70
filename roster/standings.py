"""Where everybody in a course stands."""

from dataclasses import dataclass

from roster.models import Enrollment, Student
from roster.rates import Rate, student_rates


@dataclass(frozen=True)
class Standing:
    """One student's Rate in a course, with the roll number (None: none)."""

    student: Student
    roll_number: int | None
    rate: Rate


def standings(course, first=None, last=None):
    """The Standings of all who were enrolled in `course` on one of the days, in roll order, in a
    fixed number of queries; None is open."""
    stays = Enrollment.objects.filter(course=course).between(first, last)
    people = {}
    for stay in stays.select_related("student").in_roll_order():
        people.setdefault(stay.student_id, (stay.student, stay.roll_number))
    rates = student_rates(list(people), first, last, course)
    return [Standing(*both, rates.get(pk, Rate())) for pk, both in people.items()]
