"""A file of courses."""

from dataclasses import replace

from legacy.guessing.recognition import words
from legacy.undoing import without_dependents
from roster.files import teachers
from roster.files.course_index import COURSE, TERM, Courses
from roster.files.fields import Field
from roster.files.rows import Action, ModelRows, problem
from roster.files.students import ACTIVE
from roster.models import Course, CourseStaff, StatusSet
from roster.vocabulary.people import NOTE


def _label(name):
    return Course._meta.get_field(name).verbose_name


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
    teachers.FIELD,
)


class CourseRows(ModelRows):
    """Courses, perhaps with teachers. They are known by name, and by term where there is one."""

    model, fields, beside = Course, FIELDS, frozenset((teachers.FIELD.name,))

    def __init__(self, file_import):
        super().__init__(file_import)
        self.courses, self.teachers = Courses(), teachers.Teachers()
        self.status_set = StatusSet.objects.selectable().filter(is_default=True).first()

    def load(self, chunk, lock):
        found = [self._find(values)[0] for values in chunk if "name" in values]
        self.there = self.objects({keys[0] for keys in found if keys}, lock)
        self.teachers.load(self.there)

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
        return self.teachers.added(verdict, values)

    def is_same(self, there, name, value):
        return name == "name" or super().is_same(there, name, value)

    def write_beside(self, rows):
        self.teachers.write(rows)

    def undo_beside(self, rows):
        self.teachers.load([row.target for row in rows])
        return self.teachers.take_back([row for row in rows if row.action == Action.CHANGE])

    def is_as_made(self, row, there):
        return super().is_as_made(row, there) and self.teachers.are_as_made(row)

    def untouched(self, keys):
        return without_dependents(Course.objects.filter(pk__in=keys), besides={CourseStaff})
