"""What of the attendance book can be filled from an old database."""

from functools import cached_property

from legacy.targets import Field, Target, registry
from legacy.values import Rejected
from roster import vocabulary
from roster.importing.lessons import begins
from roster.importing.marks import MarkTarget
from roster.korean import initial_consonants
from roster.models import Course, CourseStaff, Enrollment, Guardian, Lesson, StatusSet, Student
from roster.querysets.dates import overlap_of
from roster.withheld import anonymised, without_guardians


@registry.register
class Students(Target):
    """Students."""

    name = "students"
    model = Student
    recognition = vocabulary.STUDENTS
    computed = ("initials",)
    fields = (
        Field("number"),
        Field("name", required=True),
        Field("birth_date", "date"),
        Field("phone"),
        Field("email"),
        Field("note"),
        Field("active", "boolean", attribute="is_active"),
    )

    @classmethod
    def placeholder(cls, named):
        """Whoever is only known by what marks and enrolments call them."""
        longest = Student._meta.get_field("number").max_length
        return Student(name=f"? {named}"[:120], number=named if len(named) <= longest else "")

    def withheld(self, candidates):
        return self.anonymised.keys() & candidates.keys()

    @cached_property
    def anonymised(self):
        return anonymised()

    def prepare(self, values):
        values["initials"] = initial_consonants(values["name"])


@registry.register
class Guardians(Target):
    """Guardians; a row with neither name nor phone nor e-mail is nobody."""

    name = "guardians"
    model = Guardian
    recognition = vocabulary.GUARDIANS
    after = ("students",)
    fields = (
        Field("student", "reference", to="students", required=True),
        Field("name"),
        Field("relation"),
        Field("phone"),
        Field("email"),
    )

    def withheld(self, candidates):
        return [key for key, one in candidates.items() if one.values["student_id"] in self.alone]

    @cached_property
    def alone(self):
        return without_guardians()

    def prepare(self, values):
        if not any(values.get(name) for name in ("name", "phone", "email")):
            raise Rejected("nobody")


@registry.register
class Courses(Target):
    """Courses, with the default status set."""

    name = "courses"
    model = Course
    recognition = vocabulary.COURSES
    fields = (
        Field("name", required=True),
        Field("branch"),
        Field("note"),
        Field("active", "boolean", attribute="is_active"),
    )

    def create(self, objects):
        status_set = StatusSet.objects.filter(retired_at=None, is_default=True).latest("version")
        for course in objects:
            course.status_set = status_set
        super().create(objects)


@registry.register
class CourseTeachers(Target):
    """Who teaches which course."""

    name = "course_staff"
    model = CourseStaff
    recognition = vocabulary.COURSE_STAFF
    after = ("courses", "staff")
    fields = (
        Field("course", "reference", to="courses", required=True),
        Field("staff", "reference", attribute="user", to="staff", required=True),
        Field("role", "choice", choices=tuple(CourseStaff.Role.values)),
        Field("starts_on", "date"),
        Field("ends_on", "date"),
    )


@registry.register
class Enrollments(Target):
    """Stays in a course. Of two that overlap the first stands."""

    name = "enrollments"
    model = Enrollment
    recognition = vocabulary.ENROLLMENTS
    after = ("students", "courses")
    fields = (
        Field("student", "reference", to="students", required=True),
        Field("course", "reference", to="courses", required=True),
        Field("starts_on", "date"),
        Field("ends_on", "date"),
        Field("roll_number", "integer"),
    )

    def prepare(self, values):
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            raise Rejected("ends before it begins", f"{first} – {last}")

    def admit(self, candidates, there):
        """Rejects stays that overlap another of the same student in the same course."""
        stays = self._stays(candidates)
        admitted = []
        for one in candidates:
            same = stays.setdefault((one.values["student_id"], one.values["course_id"]), {})
            span = one.values.get("starts_on"), one.values.get("ends_on")
            if any(key != one.key and overlap_of(span, other) for key, other in same.items()):
                self.run.reject(self.name, one.row, "overlapping stay", f"{span[0]} – {span[1]}")
                continue
            same[one.key] = span
            admitted.append(one)
        return admitted

    def _stays(self, candidates):
        """`{(student, course): {key: (from, to)}}` of what is there for these students."""
        students = {one.values["student_id"] for one in candidates}
        rows = Enrollment.objects.filter(student__in=students, retired_at=None).exclude(
            source=Enrollment.Source.DERIVED
        )
        stays = {}
        for stay in rows:
            same = stays.setdefault((stay.student_id, stay.course_id), {})
            same[stay.legacy_key or stay.pk] = (stay.starts_on, stay.ends_on)
        return stays

    def create(self, objects):
        for stay in objects:
            stay.source = Enrollment.Source.IMPORTED
        super().create(objects)


@registry.register
class Lessons(Target):
    """Lessons, where the old database has a table of them."""

    name = "lessons"
    model = Lesson
    recognition = vocabulary.LESSONS
    computed = ("cancelled_at",)
    after = ("courses", "staff")
    fields = (
        Field("course", "reference", to="courses", required=True),
        Field("date", "date", required=True),
        Field("period", "integer"),
        Field("starts_at", "time"),
        Field("ends_at", "time"),
        Field("units", "decimal"),
        Field("topic"),
        Field("note"),
        Field("cancelled", "boolean", attribute="cancelled"),
        Field("held", "boolean", once=True, help="taken even where nobody was marked"),
    )

    def prepare(self, values):
        moment = begins(values["date"], values.get("starts_at"))
        if (cancelled := values.pop("cancelled", None)) is not None:
            values["cancelled_at"] = moment if cancelled else None
        if values.pop("held", False):
            values["taken_at"] = moment

    def admit(self, candidates, there):
        """Every lesson needs a key; that somebody took it here is never taken back."""
        for one in candidates:
            one.values["key"] = one.key
            if one.key in there:
                one.values.pop("taken_at", None)
        return candidates


@registry.register
class Marks(MarkTarget):
    """Marks, and how they are recognised."""

    recognition = vocabulary.MARKS
