"""Who has been absent several times in a row."""

import datetime
from itertools import takewhile

from django.db.models import Count, F, Max, Q

from roster.days import today
from roster.models import Enrollment, Mark, Policy, Status
from roster.weights import weighed

IN_A_ROW = 3
LOOKED_AT = datetime.timedelta(days=60)
SHORT = datetime.timedelta(days=14)
FIELDS = ("lesson__course", "student", "effective", "lesson")
ORDER = ("-lesson__date", "-lesson__starts_at", "-lesson__period", "-pk")


def absences_in_a_row(courses, rates):
    """`{(course id, student id): how many}` of those with `streaks`; `rates` are those of
    `all_rates(courses)`, which say whom there is to look at."""
    found = streaks(courses, suspects=list(_suspects_of(rates)))
    return {both: len(lessons) for both, lessons in found.items()}


def streaks(courses, least=IN_A_ROW, students=None, suspects=None):
    """`{(course id, student id): [lesson ids, the latest first]}` of those who were absent at
    their last lessons in one of `courses` (a queryset), `least` of them or more, within sixty
    days, in at most four queries; with `students` (ids) of those only, with `suspects` (as
    `_suspects` gives them) of those."""
    own = courses.order_by().values("pk")
    policies = list(Policy.objects.of_courses(own))
    marks, stays = Mark.objects.filter(lesson__course__in=own), Enrollment.objects
    stays = stays.filter(course__in=own)
    if students is not None:
        marks, stays = marks.filter(student__in=students), stays.filter(student__in=students)
    since = today() - LOOKED_AT
    recent = weighed(marks.between(since, None), policies, stays.throughout(since, None))
    marked = _marked(recent, list(_suspects(recent, least)) if suspects is None else suspects)
    found = {both: _leading(said) for both, said in marked.items()}
    return {both: lessons for both, lessons in found.items() if len(lessons) >= least}


def _suspects_of(rates):
    """What `_suspects` gives, of rates."""
    since = today() - LOOKED_AT
    for both, rate in rates.items():
        missed, there = rate.missed_on, rate.there_on
        if missed and missed >= since and (there is None or missed >= there):
            yield *both, missed, there


def _marked(recent, suspects):
    """`{(course id, student id): [(effective kind, lesson id), the latest first]}` of `suspects`,
    back to where each was there last."""
    if not suspects:
        return {}
    latest = max(missed for *_both, missed, _attended in suspects)
    marked = {}
    for is_long in (False, True):
        some = [one for one in suspects if _is_long(one, latest) == is_long]
        students = {student for _course, student, *_dates in some}
        marks = recent if is_long else recent.between(latest - SHORT, None)
        of_some = {(course, student): [] for course, student, *_dates in some}
        named = marks.filter(student__in=students).order_by(*ORDER).values_list(*FIELDS)
        for course, student, *said in named if students else ():
            if (course, student) in of_some:
                of_some[course, student].append(said)
        marked |= of_some
    return marked


def _is_long(suspect, latest):
    """Whether the student was not there at all in the last days: of few all marks are read."""
    attended = suspect[-1]
    return attended is None or attended < latest - SHORT


def _suspects(recent, least):
    """`(course id, student id, the last day missed, the last day there)` of those absent often
    enough, and not since before they were there: few, where those ever absent are many."""
    absent = Q(effective=Status.Kind.ABSENT)
    found = recent.order_by().values("lesson__course", "student")
    found = found.annotate(
        number=Count("pk", filter=absent),
        missed=Max("lesson__date", filter=absent),
        attended=Max("lesson__date", filter=~absent),
    ).filter(number__gte=least)
    found = found.filter(Q(attended=None) | Q(missed__gte=F("attended")))
    return found.values_list("lesson__course", "student", "missed", "attended")


def _leading(marked):
    """The lessons before the first that is no absence."""
    absent = takewhile(lambda one: one[0] == Status.Kind.ABSENT, marked)
    return [lesson for _kind, lesson in absent]
