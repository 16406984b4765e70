"""Who has been absent several times in a row."""

import datetime
from collections import defaultdict
from itertools import takewhile

from django.db.models import Count, F, Max, Q

from roster.days import today
from roster.models import Enrollment, Mark, Policy, Status
from roster.weights import weighed

IN_A_ROW = 3
LOOKED_AT = datetime.timedelta(days=60)
ORDER = ("-lesson__date", "-lesson__starts_at", "-lesson__period", "-pk")


def absences_in_a_row(courses, least=IN_A_ROW):
    """`{(course id, student id): how many}` of those with `streaks`."""
    return {both: len(lessons) for both, lessons in streaks(courses, least).items()}


def streaks(courses, least=IN_A_ROW, students=None):
    """`{(course id, student id): [lesson ids, the latest first]}` of those who were absent at
    their last lessons in one of `courses` (a queryset), `least` of them or more, within sixty
    days, in three queries; with `students` (ids) of those only."""
    own = courses.order_by().values("pk")
    policies = list(Policy.objects.of_courses(own))
    marks, stays = Mark.objects.filter(lesson__course__in=own), Enrollment.objects
    stays = stays.filter(course__in=own)
    if students is not None:
        marks, stays = marks.filter(student__in=students), stays.filter(student__in=students)
    since = today() - LOOKED_AT
    recent = weighed(marks.between(since, None), policies, stays.throughout(since, None))
    suspects = set(_suspects(recent, least))
    named = recent.filter(student__in={student for _course, student in suspects}).order_by(*ORDER)
    marked = defaultdict(list)
    for *both, kind, lesson in named.values_list(
        "lesson__course", "student", "effective", "lesson"
    ):
        marked[tuple(both)].append((kind, lesson))
    found = {both: _leading(marked[both]) for both in suspects}
    return {both: lessons for both, lessons in found.items() if len(lessons) >= least}


def _suspects(recent, least):
    """`(course id, student id)` of those absent often enough, and on no day before the last on
    which they were there: few, where those who were ever absent are many."""
    absent = Q(effective=Status.Kind.ABSENT)
    found = recent.order_by().values("lesson__course", "student")
    found = found.annotate(
        number=Count("pk", filter=absent),
        missed=Max("lesson__date", filter=absent),
        attended=Max("lesson__date", filter=~absent),
    ).filter(number__gte=least)
    found = found.filter(Q(attended=None) | Q(missed__gte=F("attended")))
    return found.values_list("lesson__course", "student")


def _leading(marked):
    """The lessons before the first that is no absence."""
    absent = takewhile(lambda one: one[0] == Status.Kind.ABSENT, marked)
    return [lesson for _kind, lesson in absent]
