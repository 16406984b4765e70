"""The teachers whom a row of a file of courses may name."""

import re
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from legacy.guessing.recognition import words
from legacy.values import fold
from roster.days import today
from roster.files.fields import Field
from roster.files.rows import Action, insert, problem
from roster.models import CourseStaff

FIELD = Field(
    "teachers",
    _("teachers"),
    words("담당, 담당 교사, 담임, 교사, 강사, 선생님, teacher, instructor, tutor, staff"),
    words("phone, email, 연락처, 이메일"),
    "people",
    longest=200,
    examples=("kim_math, 이영어", "kim_math, Jane Lee"),
)
BETWEEN = re.compile(r"[,;/\n]")


class Teachers:
    """Active staff, as they are when this is made, and who teaches the courses of a chunk. A
    sign-in name goes before an e-mail address, and that before a name."""

    def __init__(self):
        self.names, self.rows = {}, {}
        self.known = [defaultdict(list) for _way in range(3)]
        staff = User.objects.active().values_list("pk", "username", "email", "name")
        for pk, *called in staff:
            self.names[pk] = called[-1] or called[0]
            for known, text in zip(self.known, called, strict=True):
                known[fold(text)].append(pk)

    def find(self, called):
        """The keys of those who are called so."""
        return next((found[fold(called)] for found in self.known if fold(called) in found), [])

    def load(self, courses):
        """Reads who teaches the courses with these keys, now or some day."""
        self.rows = defaultdict(list)
        found = CourseStaff.objects.filter(course__in=courses, retired_at=None).order_by("pk")
        for one in found.between(today(), None):
            self.rows[one.course_id].append(one)

    def added(self, verdict, values):
        """The Verdict of a course with the teachers of `values` whom it does not have yet; after
        has them as `[[key, name]]`."""
        if verdict.action == Action.PROBLEM or FIELD.name not in values:
            return verdict
        there = {one.user_id for one in self.rows[verdict.target]} if verdict.target else set()
        new = {}
        for called in filter(None, map(str.strip, BETWEEN.split(values[FIELD.name]))):
            found = self.find(called)
            if len(found) != 1:
                return problem("several_teachers" if found else "no_teacher", text=called)
            new |= {pk: self.names[pk] for pk in found if pk not in there}
        if new:
            verdict.after[FIELD.name] = [list(pair) for pair in new.items()]
            if verdict.action == Action.SAME:
                verdict.action = Action.CHANGE
        return verdict

    def write(self, rows):
        """Gives the courses of `rows` the teachers that the rows say."""
        insert(
            CourseStaff,
            [CourseStaff(course_id=row.target, user_id=pk) for row in rows for pk in _keys(row)],
        )

    def take_back(self, rows):
        """Removes those whom `rows` have made; returns the numbers of the rows of which one was
        changed since."""
        mine = {row.number: self._as_made(row) for row in rows}
        gone = [one.pk for found in mine.values() for one in found]
        CourseStaff.objects.filter(pk__in=gone).delete()
        return {row.number for row in rows if len(mine[row.number]) < len(_keys(row))}

    def are_as_made(self, row):
        """Whether the course that `row` made has its teachers, as they were made, and no others."""
        return len(self._as_made(row)) == len(_keys(row)) == len(self.rows[row.target])

    def _as_made(self, row):
        keys = _keys(row)
        return [one for one in self.rows[row.target] if one.user_id in keys and _is_plain(one)]


def _keys(row):
    return [pk for pk, _name in row.after.get(FIELD.name, ())]


def _is_plain(one):
    untouched = one.starts_on is None and one.ends_on is None and one.legacy_key is None
    return untouched and one.role == CourseStaff.Role.TEACHER
