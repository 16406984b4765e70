"""What the rules find. The same functions are asked once more before something is sent."""

import datetime
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass

from roster.days import today
from roster.models import AlertRule, Course, Excuse, Mark, Policy, Status
from roster.rates import all_rates, student_rates
from roster.streaks import streaks
from roster.weights import weighed

WINDOW = datetime.timedelta(days=7)  # older absences are no news
NAMED = 5  # absences that are named where a rate is below the minimum
DAY = datetime.timedelta(days=1)
Kind = AlertRule.Kind


@dataclass(frozen=True)
class Event:
    """One thing: ids of the student, the course and the excuse (None where it is not about one),
    the day, the ids of the lessons, and `identity`, what makes it this event and no other."""

    student: int
    date: datetime.date
    identity: tuple
    course: int | None = None
    excuse: int | None = None
    lessons: tuple = ()

    def key(self, rule, number=0):
        """Its digest; `number` tells the occurrences of a state that comes again apart."""
        text = json.dumps([rule.pk, *map(str, self.identity), number])
        return hashlib.sha256(text.encode()).hexdigest()


def find(rule, student=None, course=None):
    """The Events of `rule` today, in a fixed number of queries; with `student` (an id) those of
    one student, and with `course` those of one course."""
    courses = Course.objects.active()
    wanted = [pk for pk in (rule.course_id, course) if pk is not None]
    for pk in wanted:
        courses = courses.filter(pk=pk)
    return list(FINDERS[rule.kind](rule, courses, student))


def _since(rule):
    return max(rule.starts_on, today() - WINDOW)


def _absences(courses, student):
    """Marks of `courses` that count as absences."""
    keys = courses.order_by().values("pk")
    marks = Mark.objects.filter(lesson__course__in=keys)
    if student is not None:
        marks = marks.filter(student=student)
    absent = weighed(marks, list(Policy.objects.of_courses(keys)))
    return absent.filter(effective=Status.Kind.ABSENT).order_by()


def _absent(rule, courses, student):
    """Absences of the last days with no reason and no excuse, by student, course and day."""
    absent = _absences(courses, student).filter(lesson__date__gte=_since(rule))
    absent = absent.filter(lesson__date__lte=today(), reason=None).without_excuse()
    found = defaultdict(list)
    for *key, lesson in absent.values_list("student", "lesson__course", "lesson__date", "lesson"):
        found[tuple(key)].append(lesson)
    for (who, course, date), lessons in found.items():
        yield Event(who, date, (who, course, date), course, lessons=tuple(sorted(lessons)))


def _in_a_row(rule, courses, student):
    students = None if student is None else [student]
    for (course, who), lessons in streaks(courses, rule.number, students).items():
        yield Event(who, today(), (who, course), course, lessons=tuple(lessons))


def _below(rule, courses, student):
    if student is None:
        rates = all_rates(courses)
    else:
        each = ((one.pk, student_rates([student], course=one)) for one in courses)
        rates = {(pk, student): by[student] for pk, by in each if student in by}
    below = [both for both, rate in rates.items() if rate.is_below]
    named = _last_absences(courses, below, student)
    for course, who in below:
        lessons = tuple(named.get((course, who), ()))
        yield Event(who, today(), (who, course), course, lessons=lessons)


def _last_absences(courses, pairs, student):
    if not pairs:
        return {}
    absent = _absences(courses, student).filter(student__in={who for _course, who in pairs})
    latest = absent.order_by("-lesson__date", "-lesson__starts_at", "-pk")
    found = defaultdict(list)
    for *both, lesson in latest.values_list("lesson__course", "student", "lesson"):
        if len(found[tuple(both)]) < NAMED:
            found[tuple(both)].append(lesson)
    return found


def _due(rule, courses, student):
    until = today() + rule.number * DAY
    due = Excuse.objects.without_document().filter(document_due__range=(today(), until))
    return _of_excuses(rule, due, student)


def _overdue(rule, courses, student):
    late = Excuse.objects.overdue().filter(document_due__gte=_since(rule) - DAY)
    return _of_excuses(rule, late, student)


def _of_excuses(rule, excuses, student):
    if student is not None:
        excuses = excuses.filter(student=student)
    if rule.course_id is not None:
        excuses = excuses.of_course(rule.course_id)
    for pk, who, due in excuses.values_list("pk", "student", "document_due"):
        yield Event(who, due, (pk, due), excuse=pk)


FINDERS = {
    Kind.ABSENT: _absent,
    Kind.ROW: _in_a_row,
    Kind.BELOW: _below,
    Kind.DOCUMENT: _due,
    Kind.OVERDUE: _overdue,
}
