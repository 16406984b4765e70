"""A file of enrolments: who is in which course, and from when to when."""

from collections import defaultdict
from dataclasses import replace

from legacy.guessing.recognition import words
from legacy.undoing import without_dependents
from legacy.values import fold
from roster.files.course_index import COURSE, TERM, Courses
from roster.files.fields import Field
from roster.files.people import People
from roster.files.rows import ModelRows, as_json, problem
from roster.files.students import BIRTH, NAME, NUMBER
from roster.models import Enrollment
from roster.querysets.dates import overlap_of
from roster.services.enrollments import hold_students
from roster.vocabulary.people import BIRTH as BIRTH_WORDS
from roster.vocabulary.people import ENDS, STARTS

WHO = (NUMBER, replace(NAME, is_required=False), BIRTH)


def _label(name):
    return Enrollment._meta.get_field(name).verbose_name


FIELDS = (
    *WHO,
    COURSE,
    TERM,
    Field("starts_on", _label("starts_on"), STARTS, ENDS, "date", examples=("2026-03-02",) * 2),
    Field("ends_on", _label("ends_on"), ENDS, (*STARTS, *BIRTH_WORDS), "date"),
    Field(
        "roll_number",
        _label("roll_number"),
        words("출석번호, 출석 번호, 출석부 번호, roll, roll no, rollno, list number"),
        kind="integer",
        examples=("1", "1"),
    ),
)


class Who:
    """Students and courses that rows name."""

    def __init__(self, match_by):
        self.people, self.courses = People(match_by), Courses()

    def find(self, values):
        """`(student, course, notes, problem)`: keys, or a Verdict why there are none."""
        if "course" not in values:
            return None, None, [], problem("missing", field="course")
        students, notes, wrong = self.people.find(values)
        courses, _term, no_course = self.courses.find(values["course"], values.get("term"))
        if wrong := wrong or self._wrong(students, values) or no_course:
            return None, None, [], problem(wrong[0], **wrong[1])
        if not courses:
            return None, None, [], problem("no_course", text=values["course"])
        return students[0], courses[0], notes, None

    def _wrong(self, students, values):
        if len(students) != 1:
            several = ["several_students", {"number": len(students)}]
            return several if students else ["no_student", {}]
        known = self.people.names[students[0]]
        if "name" in values and fold(values["name"]) != fold(known):
            return ["other_name", {"name": known}]
        return None


class EnrollmentRows(ModelRows):
    """A stay is known by student, course and first day; without one by being the only one."""

    model, fields = Enrollment, FIELDS

    def __init__(self, file_import):
        super().__init__(file_import)
        self.who, self.made = Who(file_import.match_by), defaultdict(list)

    def load(self, chunk, lock):
        pairs = {
            (one, other) for one, other, _notes, wrong in map(self.who.find, chunk) if not wrong
        }
        students, courses = {one for one, _ in pairs}, {other for _, other in pairs}
        if lock:
            hold_students(students)
        stays = Enrollment.objects.filter(student__in=students, course__in=courses)
        self.there = defaultdict(list)
        for stay in stays.filter(retired_at=None).order_by("pk"):
            self.there[stay.student_id, stay.course_id].append(stay)

    def judge(self, row, values):
        student, course, notes, wrong = self.who.find(values)
        if wrong:
            return wrong
        names = ("starts_on", "ends_on", "roll_number")
        values = {name: values[name] for name in names if name in values}
        pair, first = (student, course), values.get("starts_on")
        if earlier := self.first_row((*pair, first), row):
            return problem("twice", row=earlier)
        stays = self.there[pair]
        own = [stay for stay in stays if stay.starts_on == first or first is None]
        if len(own) > 1:
            return problem("several_stays")
        span = first, values.get("ends_on")
        if own:
            span = own[0].starts_on, values.get("ends_on", own[0].ends_on)
        others = [(one.starts_on, one.ends_on) for one in stays if one not in own]
        if wrong := _impossible(span, others + self.made[pair]):
            return wrong
        if own:
            return self.compare(own[0], values, notes)
        self.made[pair].append(span)
        return self.make({"student_id": student, "course_id": course} | values, notes)

    def untouched(self, keys):
        """A stay with marks has been worked with."""
        return without_dependents(Enrollment.objects.filter(pk__in=keys).without_marks())


def _impossible(span, others):
    """The Verdict of a stay that ends before it begins, or shares a day with another; or None."""
    if None not in span and span[1] < span[0]:
        return problem("ends_before")
    for other in others:
        if overlap_of(span, other):
            first, last = map(as_json, other)
            return problem("overlap", first=first, last=last)
    return None
