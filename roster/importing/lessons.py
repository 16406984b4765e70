"""The lessons that imported marks belong to."""

import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from legacy.values import Rejected
from roster.importing.writing import insert_lessons
from roster.models import Course, Enrollment, Lesson

CANCELLED, SKIP = "cancelled", "skip"
REMEMBERED = 10_000


class Known(NamedTuple):
    """A lesson as far as its marks need it: there are thousands in memory at a time."""

    pk: int
    course_id: int
    date: datetime.date


class LessonFinder:
    """Finds the lesson of each row, and makes it where only course and date are known."""

    def __init__(self, run):
        self.run = run
        self.known, self.settled = {}, set()
        self.status_sets = dict(Course.objects.values_list("pk", "status_set"))

    def find(self, target, candidates):
        """(candidate, Known) of every row that says where it belongs; the rest is rejected."""
        wanted, named = [], []
        courses = self._courses_by_enrollment(candidates.values())
        for candidate in candidates.values():
            values = candidate.values
            if values["status"] == SKIP:
                target.counts["skipped"] += 1
                continue
            if values.get("lesson_id"):
                named.append(candidate)
                continue
            try:
                wanted.append((candidate, _place(values, courses)))
            except Rejected as rejected:
                target.run.reject(target.name, candidate.row, rejected.reason, rejected.detail)
        return self._named(named) + self._made(wanted)

    def take(self, lessons):
        """Says of lessons that now have marks that they were taken, and not cancelled, unless
        the old database has a table of lessons that says otherwise. Each lesson is looked at
        once, however many batches its marks come in."""
        unfinished = Q(taken_at=None) | ~Q(cancelled_at=None)
        fresh = lessons - self.settled
        changed = list(Lesson.objects.filter(unfinished, pk__in=fresh).order_by()) if fresh else []
        for lesson in changed:
            lesson.taken_at = lesson.taken_at or begins(lesson.date, lesson.starts_at)
            lesson.cancelled_at = lesson.cancelled_at if lesson.legacy_key else None
        Lesson.objects.bulk_update(changed, ("taken_at", "cancelled_at"), batch_size=500)
        self._settle(fresh)

    def cancel(self, lessons):
        """Cancels lessons of which the old database says so, unless they have marks."""
        pks = {lesson.pk for lesson in lessons}
        self.settled -= pks
        if pks:
            empty = Lesson.objects.filter(pk__in=pks, cancelled_at=None, marks=None)
            Lesson.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).update(
                cancelled_at=self.run.now, taken_at=None
            )

    def _settle(self, lessons):
        if len(self.settled) > REMEMBERED:
            self.settled.clear()
        self.settled |= lessons

    def _courses_by_enrollment(self, candidates):
        """Stays of the students whose rows do not say which course they speak of."""
        students = {
            one.values["student_id"]
            for one in candidates
            if not (one.values.get("course_id") or one.values.get("lesson_id"))
        }
        stays = {}
        for stay in Enrollment.objects.filter(student__in=students, retired_at=None):
            stays.setdefault(stay.student_id, []).append(stay)
        return stays

    def _named(self, candidates):
        pks = {candidate.values["lesson_id"] for candidate in candidates}
        rows = Lesson.objects.filter(pk__in=pks).order_by().values_list("pk", "course", "date")
        lessons = {row[0]: Known(*row) for row in rows}
        return [(one, lessons[one.values["lesson_id"]]) for one in candidates]

    def _made(self, wanted):
        """Lessons by place; those of earlier batches are remembered."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        missing = {place for _, place in wanted if place not in self.known}
        if missing:
            held = {place for one, place in wanted if one.values["status"] != CANCELLED}
            keys = {place: lesson_key(*place) for place in missing}
            found = self._found_or_made({key: place for place, key in keys.items()}, held)
            self.known |= {place: found[key] for place, key in keys.items()}
        return [(candidate, self.known[place]) for candidate, place in wanted]

    def _found_or_made(self, places, held):
        """`{key: Known}` of `places` by key; those in `held` are taken."""
        found = _by_key(places)
        found |= lessons_there({key: place for key, place in places.items() if key not in found})
        new = {key: place for key, place in places.items() if key not in found}
        rows = [_lesson(key, place, place in held) for key, place in new.items()]
        insert_lessons(connection, rows, self.run.record.pk)
        made = _by_key(new)
        self._settle({made[key].pk for key, place in new.items() if place in held})
        return found | made


def _place(values, courses):
    """(course, date, period, beginning, end): where a mark belongs that names no lesson."""
    date, get = values["date"], values.get
    course = get("course_id") or _only(courses, values["student_id"], date)
    return course, date, get("period"), get("starts_at"), get("ends_at")


def _by_key(keys):
    rows = Lesson.objects.filter(key__in=keys).order_by()
    rows = rows.values_list("key", "pk", "course", "date")
    return {key: Known(*lesson) for key, *lesson in rows}


def lessons_there(places):
    """`{key: Known}` of places (course, date, period, time) at which there is just one lesson."""
    courses, dates = {place[0] for place in places.values()}, {p[1] for p in places.values()}
    lessons = {}
    for lesson in Lesson.objects.filter(course__in=courses, date__in=dates).order_by():
        lessons.setdefault((lesson.course_id, lesson.date), []).append(lesson)
    found = {}
    for key, (course, date, period, starts_at, _) in places.items():
        fits = [
            lesson
            for lesson in lessons.get((course, date), ())
            if period in {None, lesson.period} and starts_at in {None, lesson.starts_at}
        ]
        if len(fits) == 1:
            found[key] = Known(fits[0].pk, course, date)
    return found


def lesson_key(course, date, period, starts_at, ends_at=None):
    """The key of a lesson that is known by its course, date, period and time only."""
    return f"marks:{course}:{date}:{period or ''}:{starts_at or ''}"


def _lesson(key, place, is_held):
    """What is written of a lesson that an old mark speaks of."""
    _course, date, _period, starts_at, _ends_at = place
    return (key, *place, begins(date, starts_at) if is_held else None)


def begins(date, starts_at):
    """The moment a lesson began, or the start of its day."""
    return timezone.make_aware(datetime.datetime.combine(date, starts_at or datetime.time()))


def _only(stays, student, date):
    """The one course the student was in on `date`."""
    courses = {
        stay.course_id
        for stay in stays.get(student, ())
        if (stay.starts_on is None or stay.starts_on <= date)
        and (stay.ends_on is None or stay.ends_on >= date)
    }
    if len(courses) != 1:
        raise Rejected("ambiguous course" if courses else "no course")
    return courses.pop()
