"""Who is in a course, and when."""

from itertools import count, repeat

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from legacy.retrying import retried
from roster.models import Enrollment, Student
from roster.services.claims import claim
from roster.services.filling import fill_course


def roll(course, date):
    """The stays of those enrolled in `course` on `date`, in roll order, with their students."""
    stays = Enrollment.objects.filter(course=course).on(date)
    return stays.select_related("student").in_roll_order()


@retried
@transaction.atomic
def save_enrollment(enrollment):
    """Saves one stay. Raises ValidationError when it overlaps another of the same student."""
    refuse_overlap(enrollment)
    enrollment.save()
    fill_course(enrollment.course_id, students=[enrollment.student_id])
    return enrollment


def refuse_overlap(enrollment):
    """Raises ValidationError when the student is in the course on one of these days already.

    Locks the student's row; so it wants a transaction, which then saves the stay.
    """
    hold_students([enrollment.student_id])
    others = Enrollment.objects.filter(
        student=enrollment.student_id, course=enrollment.course_id
    ).exclude(pk=enrollment.pk)
    _refuse_overlap(others, enrollment.starts_on, enrollment.ends_on)


@retried
@transaction.atomic
def enroll(course, students, starts_on, ends_on=None, first_number=None, roll_numbers=None):
    """Enrols all of `students` or, raising ValidationError, none.

    With `first_number` they get roll numbers from there, in the order given; `roll_numbers` has
    one (or None) for each instead.
    """
    ids = [student.pk for student in students]
    hold_students(ids)
    others = Enrollment.objects.filter(student__in=ids, course=course)
    _refuse_overlap(others, starts_on, ends_on)
    if roll_numbers is None:
        roll_numbers = repeat(None) if first_number is None else count(first_number)
    made = Enrollment.objects.bulk_create(
        Enrollment(
            course=course,
            student=student,
            starts_on=starts_on,
            ends_on=ends_on,
            roll_number=number,
        )
        for student, number in zip(students, roll_numbers, strict=False)
    )
    fill_course(course, starts_on, ends_on, ids)
    return made


def next_roll_number(course, date):
    """One more than the highest roll number given on or after `date`."""
    stays = Enrollment.objects.filter(course=course, roll_number__isnull=False)
    highest = stays.between(date, None).order_by("-roll_number").first()
    return highest.roll_number + 1 if highest else 1


def hold_students(ids):
    """Locks the students' rows until the transaction ends: of two clerks one is first."""
    claim(Student, ids)
    list(Student.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _refuse_overlap(others, starts_on, ends_on):
    other = others.between(starts_on, ends_on).select_related("student").first()
    if other is None:
        return
    message = _("%(student)s is in this course already (%(first)s – %(last)s).")
    values = {
        "student": other.student.name,
        "first": date_format(other.starts_on) if other.starts_on else "",
        "last": date_format(other.ends_on) if other.ends_on else "",
    }
    raise ValidationError(message % values, code="overlap")
