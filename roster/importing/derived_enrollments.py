"""Stays in a course that only the marks speak of."""

from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef

from legacy.carrying import batches
from legacy.paging import by_key
from roster.models import Enrollment, Mark
from roster.querysets.dates import covers, overlap_of

STAY = ("student", "lesson__course")
STUDENTS = 50  # at a time: all of their marks may be without a stay
REMEMBERED = 50_000  # students in courses


class Spans:
    """From which to which day each student has marks in a course, of the marks of one run."""

    def __init__(self):
        self.spans, self.students = {}, set()

    def add(self, marks):
        """Takes (student, course, date) of each mark."""
        spans = self.spans
        for student, course, date in marks:
            pair = student, course
            span = spans.get(pair)
            if span is None:
                spans[pair] = date, date
            elif date > span[1]:
                spans[pair] = span[0], date
            elif date < span[0]:
                spans[pair] = date, span[1]
        if len(spans) > REMEMBERED:
            self._settle()

    def outside(self):
        """The students who may have a mark outside of all stays, in order."""
        self._settle()
        return sorted(self.students)

    def _settle(self):
        """Forgets the spans that a stay holds as a whole; of the others only the student is
        remembered."""
        if not self.spans:
            return
        stays = Enrollment.objects.filter(retired_at=None)
        names = ("pk", "student", "course", "starts_on", "ends_on")
        for _pk, *pair, starts_on, ends_on in by_key(stays.values_list(*names)):
            span = self.spans.get(tuple(pair))
            if span and (starts_on or span[0]) <= span[0] and span[1] <= (ends_on or span[1]):
                del self.spans[tuple(pair)]
        self.students |= {student for student, _course in self.spans}
        self.spans.clear()


def derive_enrollments(run, students):
    """Gives every imported mark of `students` (keys) a stay: from the first to the last mark that
    has none.

    A stay derived earlier grows; none ever overlaps one that was imported or entered. Returns how
    many stays were made or grew; new ones carry the number of the import, `run`.
    """
    return sum(_derive_for(lot, run) for lot in batches(students, STUDENTS))


def _derive_for(students, run):
    made, grown = [], []
    there = Enrollment.objects.filter(student__in=students, retired_at=None).order_by("pk")
    rows = _uncovered().filter(student__in=students).order_by(*STAY, "lesson__date")
    dated = rows.values_list(*STAY, "lesson__date")
    for (student, course), marks in groupby(dated, itemgetter(0, 1)):
        stays = [s for s in there if (s.student_id, s.course_id) == (student, course)]
        dates = [date for _, _, date in marks]
        for first, last in _spans(dates, [s for s in stays if s.source != "derived"]):
            _derive(student, course, first, last, stays, made, grown)
    for stay in made:
        stay.import_run = run
    Enrollment.objects.bulk_create(made, batch_size=500)
    Enrollment.objects.bulk_update(grown, ("starts_on", "ends_on"), batch_size=500)
    return len(made) + len(grown)


def _uncovered():
    """Imported marks outside of all stays."""
    stays = Enrollment.objects.filter(
        covers(OuterRef("lesson__date")),
        student=OuterRef("student"),
        course=OuterRef("lesson__course"),
        retired_at=None,
    )
    marks = Mark.objects.exclude(source=Mark.Source.ENTERED).exclude(status=None)
    return marks.filter(~Exists(stays))


def _spans(dates, others):
    """(first, last) of runs of `dates` between which no other stay lies."""
    first = last = dates[0]
    for date in dates[1:]:
        if any(overlap_of((last, date), (stay.starts_on, stay.ends_on)) for stay in others):
            yield first, last
            first = date
        last = date
    yield first, last


def _derive(student, course, first, last, stays, made, grown):
    for stay in stays:
        if stay.source == Enrollment.Source.DERIVED and _can_grow(stay, first, last, stays):
            stay.starts_on, stay.ends_on = min(stay.starts_on, first), max(stay.ends_on, last)
            grown.append(stay)
            return
    made.append(
        Enrollment(
            student_id=student,
            course_id=course,
            starts_on=first,
            ends_on=last,
            source=Enrollment.Source.DERIVED,
        )
    )


def _can_grow(stay, first, last, stays):
    span = min(stay.starts_on, first), max(stay.ends_on, last)
    return not any(
        overlap_of(span, (other.starts_on, other.ends_on)) for other in stays if other is not stay
    )
