"""Who was anonymised stays so, whatever the old database goes on saying."""

import pytest

from legacy.models import Run
from roster.models import Guardian, Mark, Student
from roster.services.privacy import anonymise
from tests.legacy.test_import import one_course, people, said

__all__ = ["one_course", "people"]
pytestmark = pytest.mark.django_db(databases=["default", "legacy"])


def test_import_leaves_alone_who_was_anonymised(one_course):
    said("import_legacy", map=one_course)
    student = Mark.objects.exclude(student__guardians=None).first().student
    Student.objects.filter(pk=student.pk).update(is_active=False)
    student.refresh_from_db()
    guardians, marks = student.guardians.count(), student.marks.count()
    anonymise(student)
    before = list(Mark.objects.filter(student=student).values())
    gone = student.marks.first()
    gone.delete()

    lines = said("import_legacy", full=True).splitlines()
    counts = Run.objects.first().counts
    withheld = {name: one["withheld"] for name, one in counts.items() if one.get("withheld")}
    assert withheld.pop("marks") >= marks  # rows that are no marks besides
    assert withheld == {"students": 1, "guardians": guardians}
    assert "students: 1 withheld" in lines
    student.refresh_from_db()
    assert (student.name, student.number, student.retired_at) == (f"익명 {student.pk}", "", None)
    assert Guardian.objects.filter(student=student).count() == 0
    assert list(Mark.objects.filter(student=student).values()) == before[1:]
    assert said("verify_legacy").splitlines()[-1] == "Everything that was mapped has arrived."


def test_import_leaves_guardians_alone_until_the_student_is_back(people):
    student = Student.objects.exclude(guardians=None).filter(is_active=True).first()
    number = student.guardians.count()
    student.guardians.all().delete()
    others = Guardian.objects.count()
    Student.objects.filter(pk=student.pk).update(
        guardians_removed_at="2026-01-01T00:00Z", is_active=False
    )
    said("import_legacy", only=["guardians"], full=True)
    assert Guardian.objects.count() == others
    Student.objects.filter(pk=student.pk).update(is_active=True)
    said("import_legacy", only=["guardians"], full=True)
    assert Guardian.objects.count() == others + number
