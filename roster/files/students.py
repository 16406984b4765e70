"""A file of students."""

import re
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from legacy.guessing.recognition import words
from legacy.undoing import without_dependents
from roster.files import guardians
from roster.files.cells import whole
from roster.files.fields import Field
from roster.files.people import People, digits
from roster.files.rows import OWN, Action, ModelRows, problem
from roster.files.writing import write_rows
from roster.korean import initial_consonants
from roster.models import FileImport, Guardian, Student
from roster.vocabulary import STUDENTS

NOT_DIGITS = re.compile(r"\D")
MOBILE = "010-1234-5678"


def student_field(name, kind="line", **more):
    """A Field of a student, by the words of `roster.vocabulary`."""
    clue, own = STUDENTS.clues.get(name), Student._meta.get_field(name)
    return Field(
        name,
        own.verbose_name,
        clue.words if clue else (),
        clue.unlike if clue else (),
        kind,
        longest=own.max_length or 2000,
        **more,
    )


KEY = Field(OWN, _("book key"), kind="integer", limits=(1, 999_999_999))
NUMBER = student_field("number", "code", examples=("26001", "26001"))
NUMBER = replace(NUMBER, unlike=(*NUMBER.unlike, *words("출석번호, 출석 번호, 전화번호")))
NAME = student_field("name", is_required=True, examples=("김민수", "Minsu Kim"))
NAME = replace(NAME, words=(*NAME.words, *words("학생, 학생명, 원생명, 회원명, student")))
BIRTH = student_field("birth_date", "birth", examples=("2013-03-01", "2013-03-01"))
ACTIVE = Field(
    "is_active",
    _("active"),
    words("재원, 재원 여부, 재학, 상태, 사용 여부, state, status, enrolled, active"),
    words("date, day, 일자, 날짜"),
    "boolean",
    examples=("재원", "active"),
    meanings=tuple(STUDENTS.clues["active"].meanings[value] for value in (True, False)),
)
STUDENT_FIELDS = (
    KEY,
    NUMBER,
    NAME,
    BIRTH,
    student_field("phone", "phone", examples=(MOBILE, MOBILE)),
    student_field("email", "email", examples=("minsu@example.org", "minsu@example.org")),
    student_field("note", "text"),
    ACTIVE,
)
FIELDS = (*STUDENT_FIELDS, *guardians.FIELDS)


class StudentRows(ModelRows):
    """Students, perhaps with a guardian. They are known by number, name or birth date
    (`FileImport.match_by`)."""

    model, fields = Student, FIELDS
    beside = frozenset((*(field.name for field in guardians.FIELDS), guardians.KEY))

    def __init__(self, file_import):
        super().__init__(file_import)
        self.people, self.guardians = People(file_import.match_by), guardians.Guardians()

    def load(self, chunk, lock):
        found = [self.people.find(values)[0] for values in chunk]
        self.there = self.objects({keys[0] for keys in found if len(keys) == 1}, lock)
        self.guardians.load(self.there)

    def judge(self, row, values):
        keys, notes, wrong = self.people.find(values)
        if wrong:
            return problem(wrong[0], **wrong[1])
        if len(keys) > 1:
            return problem("several_students", number=len(keys))
        identity = keys[0] if keys else self._identity(values)
        if earlier := self.first_row(identity, row):
            return problem("twice", row=earlier)
        values.pop(OWN, None)
        own = self.own(values)
        if keys:
            verdict = self.compare(self.there[keys[0]], own, notes)
        elif "name" in own:
            verdict = self.make(own, notes)
        else:
            verdict = problem("missing", field="name")
        return self.guardians.added(verdict, values)

    def write_beside(self, rows):
        self.guardians.write(rows)

    def undo_beside(self, rows):
        self.guardians.load_to_undo([row.target for row in rows])
        return self.guardians.take_back([row for row in rows if row.action == Action.CHANGE])

    def is_as_made(self, row, there):
        return super().is_as_made(row, there) and self.guardians.are_as_made(row)

    def untouched(self, keys):
        return without_dependents(Student.objects.filter(pk__in=keys), besides={Guardian})

    def _identity(self, values):
        if self.people.match_by == FileImport.MatchBy.NUMBER:
            return values["number"]
        return values.get("number"), values.get("name"), values.get("birth_date")

    def is_same(self, there, name, value):
        if name == "number":
            known = whole(there.number)
            by_key = self.people.match_by == FileImport.MatchBy.KEY
            return known == value or not by_key and digits(known) == digits(value)
        if name == "phone" and there.phone:
            return NOT_DIGITS.sub("", there.phone) == NOT_DIGITS.sub("", value)
        return super().is_same(there, name, value)

    def put(self, one, values):
        super().put(one, values)
        one.initials = initial_consonants(one.name)
        return one


def write_students(file, students):
    """Writes `students` (a queryset) into `file`, in the shape in which they come back."""
    rows = students.values_list("pk", *(field.name for field in STUDENT_FIELDS[1:]))
    write_rows(file, STUDENT_FIELDS, (_cells(row) for row in rows.iterator()))


def _cells(row):
    *cells, is_active = row
    return [*cells, pgettext("student", "active") if is_active else pgettext("student", "left")]
