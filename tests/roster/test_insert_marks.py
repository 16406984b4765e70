"""Marks that are written many at once."""

import pytest
from django.db import connection

from roster.importing.writing import Said, insert_marks
from roster.models import Mark
from tests import factories

NOTES = (
    "",
    "버스 지연 🚌",
    "50% %s %(x)s",
    'it\'s \\ "said"',
    "zwei\nZeilen\t",
    "a\0b",
    "\\u0000",
    "NULL",
)


@pytest.mark.django_db
def test_insert_marks_keeps_every_text():
    lesson = factories.LessonFactory()
    students = factories.StudentFactory.create_batch(len(NOTES))
    status = lesson.course.status_set.statuses.first()
    said = [Said(status.pk, len(note) or None, note, {"note": note}) for note in NOTES]
    keys = [f"{number:040x}" for number in range(len(NOTES))]
    pks = [student.pk for student in students]
    insert_marks(connection, [(lesson.pk, *row) for row in zip(pks, keys, said, strict=True)], 7)
    names = ("student", "legacy_key", "minutes", "note", "imported")
    assert list(Mark.objects.order_by("legacy_key").values_list(*names)) == [
        (pk, key, len(note) or None, note, {"note": note})
        for pk, key, note in zip(pks, keys, NOTES, strict=True)
    ]
    same = ("lesson", "status", "source", "version", "imported_version", "import_run", "reason")
    assert set(Mark.objects.values_list(*same)) == {
        (lesson.pk, status.pk, Mark.Source.IMPORTED, 1, 1, 7, None)
    }
