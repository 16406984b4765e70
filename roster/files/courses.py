"""A file of courses."""

from dataclasses import replace

from legacy.guessing.recognition import words
from legacy.undoing import without_dependents
from roster.files import teachers, timetable
from roster.files.course_index import COURSE, TERM, Courses
from roster.files.fields import Field
from roster.files.rows import Action, ModelRows, problem
from roster.files.students import ACTIVE
from roster.models import Course, CourseStaff, Schedule, StatusSet
from roster.vocabulary.people import NOTE


def _label(name):
    return Course._meta.get_field(name).verbose_name


BESIDE = (teachers.FIELD, timetable.FIELD)
FIELDS = (
    replace(COURSE, name="name", label=_label("name"), words=(*COURSE.words, "name", "이름")),
    replace(TERM, examples=("", "")),
    Field(
        "branch",
        _label("branch"),
        words("지점, 분원, 캠퍼스, 학원, branch, campus, location"),
        kind="line",
        longest=80,
        examples=("본원", "Main"),
    ),
    Field("note", _label("note"), NOTE, kind="text"),
    replace(ACTIVE, label=_label("is_active"), examples=("", "")),
    *BESIDE,
)


class CourseRows(ModelRows):
    """Courses, perhaps with teachers and weekly lessons. They are known by name, and by term where
    there is one."""

    model, fields, beside = Course, FIELDS, frozenset(field.name for field in BESIDE)

    def __init__(self, file_import):
        super().__init__(file_import)
        self.courses = Courses()
        self.parts = (teachers.Teachers(), timetable.Timetables())
        self.status_set = StatusSet.objects.selectable().filter(is_default=True).first()

    def load(self, chunk, lock):
        found = [self._find(values)[0] for values in chunk if "name" in values]
        self.there = self.objects({keys[0] for keys in found if keys}, lock)
        for part in self.parts:
            part.load(self.there)

    def _find(self, values):
        return self.courses.find(values["name"], values.get("term"))

    def judge(self, row, values):
        if "name" not in values:
            return problem("missing", field="name")
        keys, term, wrong = self._find(values)
        if wrong:
            return problem(wrong[0], **wrong[1])
        if earlier := self.first_row(keys[0] if keys else (values["name"], term), row):
            return problem("twice", row=earlier)
        own = self.own(values)
        own.pop("term", None)
        if keys:
            verdict = self.compare(self.there[keys[0]], own)
        elif self.status_set:
            verdict = self.make(own | {"term_id": term, "status_set_id": self.status_set.pk})
        else:
            verdict = problem("no_set")
        for part in self.parts:
            verdict = part.added(verdict, values)
        return verdict

    def is_same(self, there, name, value):
        return name == "name" or super().is_same(there, name, value)

    def write_beside(self, rows):
        for part in self.parts:
            part.write(rows)

    def undo_beside(self, rows):
        changed, kept = [row for row in rows if row.action == Action.CHANGE], set()
        for part in self.parts:
            part.load([row.target for row in rows])
            kept |= part.take_back(changed)
        return kept

    def is_as_made(self, row, there):
        parts = all(part.are_as_made(row) for part in self.parts)
        return parts and super().is_as_made(row, there)

    def untouched(self, keys):
        return without_dependents(
            Course.objects.filter(pk__in=keys), besides={CourseStaff, Schedule}
        )
