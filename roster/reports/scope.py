"""What a report is about."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from roster.day_status import days
from roster.models import Enrollment, Lesson, Mark, Policy, Student

DATES = ("from", "to", "range")


@dataclass(frozen=True)
class Scope:
    """Lessons from `first` to `last`, both included, and their marks.

    `courses` are those that the reader sees, narrowed to what was asked for (None: all there are);
    whatever else is None or empty does not narrow. `teacher` is the key of a user, `weekday` 0 for
    Monday, `period` 0 for none, `place` "first" or "last" of the day, `kind` a `Status.Kind`, `day`
    one of `day_status.STATUSES` (what a day was to the `student`), for the reason with the key
    `reason`; `asked` is the query string that says all this, as a dict.
    """

    first: datetime.date
    last: datetime.date
    courses: QuerySet | None = None
    teacher: int | None = None
    weekday: int | None = None
    period: int | None = None
    place: str = ""
    student: Student | None = None
    kind: str = ""
    day: str = ""
    reason: int | None = None
    asked: dict = field(default_factory=dict)

    def lessons(self):
        """The lessons, without those gone from the old database."""
        lessons = Lesson.objects.between(self.first, self.last)
        if self.courses is not None:
            lessons = lessons.filter(course__in=self._course_keys)
        if self.teacher is not None:
            lessons = lessons.of_teacher(self.teacher)
        if self.weekday is not None:
            lessons = lessons.on_weekday(self.weekday)
        if self.period is not None:
            lessons = lessons.filter(period=self.period or None)
        if self.place:
            lessons = lessons.with_place().filter(**{f"is_{self.place}": True})
        return lessons

    def marks(self):
        """The marks at these lessons, counted or not."""
        marks = self._marks()
        return marks.filter(lesson__date__in=self._dates()) if self.day else marks

    def _dates(self):
        """The days that were to the student what `day` says."""
        found = days(self._marks(), self.policies)
        if self.reason is not None:
            return [one.date for one in found if (self.day, self.reason) in one.statuses]
        return [one.date for one in found if self.day in dict(one.statuses)]

    def _marks(self):
        marks = Mark.objects.filter(lesson__in=self.lessons().values("pk"))
        if self.student is not None:
            marks = marks.filter(student=self.student)
        return marks.of_kinds([self.kind]) if self.kind else marks

    def throughout(self):
        """The stays of those who were there at all these lessons, for `MarkQuerySet.counted`."""
        stays = Enrollment.objects.all()
        if self.courses is not None:
            stays = stays.filter(course__in=self._course_keys)
        if self.student is not None:
            stays = stays.filter(student=self.student)
        elif self.courses is None:  # of all terms there ever were few have lessons in these days
            held = Lesson.objects.between(self.first, self.last)
            stays = stays.filter(course__in=held.values("course"))
        return stays.throughout(self.first, self.last)

    @cached_property
    def policies(self):
        """The rules that may hold for these lessons, in the order in which they count."""
        if self.courses is None:
            return list(Policy.objects.in_force_first())
        return list(Policy.objects.of_courses(self._course_keys))

    @cached_property
    def _course_keys(self):
        """Asked for once: among the many tables of a report, MariaDB does not see that the courses
        of a teacher are few, and reads all lessons there are."""
        return list(self.courses.order_by().values_list("pk", flat=True))

    @property
    def typed(self):
        """The query string that was asked for: a range stays one that moves with today."""
        return urlencode(self.asked)

    def query(self, **narrower):
        """The query string of this Scope, with fixed dates; `narrower` replaces what it says."""
        kept = {name: value for name, value in self.asked.items() if name not in DATES}
        dates = {"from": self.first, "to": self.last}
        return urlencode({**kept, **dates, **narrower})

    def marks_url(self, **narrower):
        """The page that lists the marks of this Scope, narrowed further."""
        return f"{reverse('roster:report_marks')}?{self.query(**narrower)}"
