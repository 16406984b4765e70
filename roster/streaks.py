"""Who has been absent several times in a row."""

import datetime
from collections import defaultdict

from django.db.models import Count

from roster.days import today
from roster.models import Mark, Policy, Status
from roster.rates import weighed

IN_A_ROW = 3
LOOKED_AT = datetime.timedelta(days=60)
ORDER = ("-lesson__date", "-lesson__starts_at", "-lesson__period", "-pk")


def absences_in_a_row(courses, least=IN_A_ROW):
    """`{(course id, student id): how many}` of those who were absent at their last lessons in one
    of `courses` (a queryset), `least` of them or more, within sixty days, in three queries."""
    policies = list(Policy.objects.of_courses(courses.order_by().values("pk")))
    marks = Mark.objects.filter(lesson__course__in=courses.order_by().values("pk"))
    recent = weighed(marks.between(today() - LOOKED_AT, None), policies)
    absent = (
        recent.filter(effective=Status.Kind.ABSENT).order_by().values("lesson__course", "student")
    )
    suspects = set(
        absent.annotate(number=Count("pk"))
        .filter(number__gte=least)
        .values_list("lesson__course", "student")
    )
    named = recent.filter(student__in={student for _course, student in suspects}).order_by(*ORDER)
    kinds = defaultdict(list)
    for *both, kind in named.values_list("lesson__course", "student", "effective"):
        kinds[tuple(both)].append(kind)
    found = {both: _leading(kinds[both]) for both in suspects}
    return {both: number for both, number in found.items() if number >= least}


def _leading(kinds):
    """How many absences there are before the first other kind."""
    others = (place for place, kind in enumerate(kinds) if kind != Status.Kind.ABSENT)
    return next(others, len(kinds))
