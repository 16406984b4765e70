"""The one definition of an attendance rate. Every page, export and alert uses this one.

Rate = (weights under the policy of the lesson's date, times units, less one unit for every N
lates) / units of counted marks, over taken lessons that were not cancelled, inside the student's
enrolments.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, Count, F, FloatField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from roster.models import Mark, Policy, Status
from roster.querysets.dates import covers


@dataclass
class Rate:
    """What one student's rate is made of; `attended`, `deduction` and `counted` are in units."""

    attended: float = 0.0
    counted: float = 0.0
    lates: int = 0
    deduction: int = 0
    kinds: dict = field(default_factory=dict)

    @property
    def percent(self):
        """0 to 100 with one decimal, or None where nothing is counted yet."""
        if not self.counted:
            return None
        share = max(self.attended - self.deduction, 0) / self.counted
        return Decimal(str(share * 100)).quantize(Decimal("0.1"))


def student_rates(students, first=None, last=None, course=None):
    """`{student id: Rate}` for every student of `students` (a queryset or ids), in one query.

    `first` and `last` bound the dates of the lessons, both included; None is open. With `course`
    only its lessons count.
    """
    marks = Mark.objects.filter(student__in=students).between(first, last)
    if course is not None:
        marks = marks.filter(lesson__course=course)
    return _rates(marks, "student")


def course_rates(student, first=None, last=None):
    """`{course id: Rate}` of one student, in one query; the bounds are those of student_rates."""
    return _rates(Mark.objects.filter(student=student).between(first, last), "lesson__course")


def _rates(marks, key):
    rates = {}
    for row in _grouped(marks.counted(), key):
        _add(rates.setdefault(row[key], Rate()), row)
    return rates


def _grouped(marks, key):
    """One row per `key`, kind and rule: a rule that changed within the range is not mixed."""
    return (
        marks.annotate(
            absent_after=_policy("absent_after"),
            per_absence=_policy("lates_per_absence"),
            units=F("lesson__units"),
        )
        .annotate(weight=_weight())
        .order_by()
        .values(key, "status__kind", "per_absence")
        .annotate(
            marks=Count("pk"),
            attended=Sum(F("weight") * F("units"), output_field=FloatField()),
            counted=Sum("units", output_field=FloatField()),
        )
    )


def _policy(name):
    """A policy's `name` on the lesson's date: the course's own first, then the latest begun."""
    valid = Policy.objects.filter(
        Q(course=OuterRef("lesson__course")) | Q(course=None), covers(OuterRef("lesson__date"))
    ).order_by(F("course").desc(nulls_last=True), F("starts_on").desc(nulls_last=True), "-pk")
    return Subquery(valid.values(name)[:1])


def _weight():
    """What a mark is worth: a reason may make it present, many minutes may make it an absence."""
    too_late = Q(status__kind=Status.Kind.LATE, minutes__gt=F("absent_after"))
    return Case(
        When(reason__counts_as_present=True, then=Value(1.0)),
        When(too_late, then=Value(0.0)),
        default=Coalesce(F("status__weight"), Value(0.0)),
        output_field=FloatField(),
    )


def _add(rate, row):
    kind = row["status__kind"]
    rate.attended += row["attended"]
    rate.counted += row["counted"]
    rate.kinds[kind] = rate.kinds.get(kind, 0) + row["marks"]
    if kind == Status.Kind.LATE:
        rate.lates += row["marks"]
        if row["per_absence"]:
            rate.deduction += row["marks"] // row["per_absence"]
