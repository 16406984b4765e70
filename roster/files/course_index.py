"""Finds the courses and terms that a file means."""

from collections import defaultdict

from legacy.guessing.recognition import words
from legacy.values import fold
from roster.files.fields import Field
from roster.models import Course, Term
from roster.vocabulary.courses import COURSE_NAMES

COURSE = Field(
    "course",
    Course._meta.verbose_name,
    (*COURSE_NAMES, *words("강좌명, 반 이름, 반명, 과목명, course name, class name")),
    words("date, 날짜, 번호, number, code"),
    "line",
    is_required=True,
    longest=120,
    examples=("중1 수학 A반", "Maths 1A"),
)
TERM = Field(
    "term",
    Course._meta.get_field("term").verbose_name,
    words("학기, 기간, term, semester, quarter, trimester"),
    kind="line",
    longest=80,
)


class Courses:
    """All courses, as they are when this is made, by what a file may say of them."""

    def __init__(self):
        self.terms, self.by_name, self.active = {}, defaultdict(list), set()
        for pk, name in Term.objects.values_list("pk", "name"):
            self.terms[fold(name)] = pk
        rows = Course.objects.values_list("pk", "name", "term", "is_active", "retired_at")
        for pk, name, term, is_active, retired_at in rows:
            self.by_name[fold(name)].append((pk, term))
            if is_active and retired_at is None:
                self.active.add(pk)

    def find(self, name, term=None):
        """`(keys, term key, problem)`: the courses that can be meant, those that are over only
        where no other one is, and a reason why it cannot be said (or None)."""
        wanted = self.terms.get(fold(term)) if term else None
        if term and wanted is None:
            return [], None, ["no_term", {"text": term}]
        alike = self.by_name.get(fold(name), [])
        found = [pk for pk, of_term in alike if not term or of_term == wanted]
        if len(found) > 1:
            found = [pk for pk in found if pk in self.active] or found
        if len(found) > 1:
            return [], wanted, ["several_courses", {"number": len(found)}]
        return found, wanted, None
