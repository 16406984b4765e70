"""import_legacy --placeholders: whom rows refer to and the old database has not."""

import pytest
from django.conf import settings
from django.core.management import CommandError

from legacy import maps
from legacy.mapping import active_map
from legacy.models import Run
from legacy.ownership import owned_fields
from roster.exporting.changes import UPDATE
from roster.exporting.marks import export_marks
from roster.models import Enrollment, Mark, Status, Student
from tests.factories import (
    AdministratorFactory,
    LessonFactory,
    MarkEventFactory,
    MarkFactory,
    SaveFactory,
)
from tests.legacy.test_import import said
from tests.legacy.test_queue import work_off
from tests.legacy.test_real_databases import notes, table
from tests.legacy.test_unchanged import school

__all__ = ["school"]
MAP = settings.BASE_DIR / "legacy/sample/legacy.toml"
GONE = [f"gone{number:04d}" for number in range(4)]
PERFECT = "Everything that was mapped has arrived."


@pytest.fixture
def orphans_map(tmp_path):
    """The sample's map with no marks but the twenty of four students who are not there."""
    text = MAP.read_text().replace(
        'table = "chulgyul"\n', f'table = "chulgyul"\nwhere = {{ hs_login = {GONE} }}\n'
    )
    path = tmp_path / "legacy.toml"
    path.write_text(text.partition("[lessons]")[0] + "[marks]" + text.partition("[marks]")[2])
    return path


def written():
    """`{target: (new, changed, retired)}` of the last run, where there was anything."""
    rows = {
        name: tuple(one.get(word, 0) for word in ("new", "changed", "retired"))
        for name, one in Run.objects.latest("pk").counts.items()
    }
    return {name: numbers for name, numbers in rows.items() if any(numbers)}


@pytest.mark.django_db(databases=["default", "legacy"])
def test_placeholders_from_reject_to_undo(orphans_map):
    assert notes(said("import_legacy", map=orphans_map)) == {"orphan student": 20}
    assert (Student.objects.count(), Mark.objects.count()) == (240, 0)
    text = said("import_legacy", placeholders=True, dry_run=True)
    assert (Student.objects.count(), "students: 6 placeholders" in text.splitlines()) == (240, True)

    text = said("import_legacy", placeholders=True)
    assert "students: 6 placeholders" in text.splitlines()
    assert written() == {"marks": (20, 0, 0), "enrollments": (2, 0, 0)}
    made = Student.objects.filter(marks__student__number__in=GONE).distinct().order_by("number")
    assert [(one.number, one.name, one.legacy_ref) for one in made] == [
        (name, f"? {name}", f"?:{name}") for name in GONE
    ]
    assert said("verify_legacy").splitlines()[-1] == PERFECT

    for options in ({"placeholders": True, "full": True}, {"full": True}, {"placeholders": True}):
        text = said("import_legacy", **options)
        assert (written(), Student.objects.filter(retired_at=None).count()) == ({}, 246)
    assert "marks: nothing has changed in the old database" in text
    for run in Run.objects.order_by("-pk")[:4]:
        said("import_legacy", undo=run.pk)
    assert (Student.objects.count(), Mark.objects.count()) == (240, 0)
    assert Enrollment.objects.filter(student__number__startswith="gone").count() == 0


@pytest.mark.django_db(databases=["default", "legacy"])
def test_placeholders_asked_for_in_the_browser_say_what_they_are(orphans_map, client):
    maps.save(orphans_map.read_text())
    client.force_login(AdministratorFactory())
    assert 'name="placeholders"' in client.get("/legacy/").content.decode()
    client.post("/legacy/imports/", {"kind": "import", "placeholders": "on"})
    work_off()
    made = Student.objects.filter(legacy_ref__startswith="?:").order_by("number")
    assert made.count() == 6
    page = client.get(f"/legacy/rows/students/{made[0].pk}/").content.decode()
    assert f"다른 행에서 “{made[0].number}”(으)로 가리키는 사람을 대신하는 자리입니다." in page


@pytest.mark.django_db(databases=["default", "legacy"])
def test_marks_of_placeholders_go_back_where_they_have_an_old_row(orphans_map):
    said("import_legacy", map=orphans_map, placeholders=True)
    mark = Mark.objects.filter(student__legacy_ref__startswith="?:").first()
    other = Status.objects.filter(status_set=mark.status.status_set, code="late").first()
    lesson = LessonFactory(course=mark.lesson.course)
    new = MarkFactory(lesson=lesson, student=mark.student, status=other)
    Mark.objects.filter(pk=mark.pk).update(status=other, version=mark.version + 1)
    cause = SaveFactory()
    for one in (mark, new):
        MarkEventFactory(mark=one, cause=cause)
    made = export_marks(active_map(), cause.created_at)
    assert [change.action for change in made.changes] == [UPDATE]
    assert made.left_out == [(new, "the student has no old row")]


@pytest.mark.django_db(databases=["default", "legacy"])
def test_placeholders_belong_to_the_site_and_survive_a_name(orphans_map):
    said("import_legacy", map=orphans_map, placeholders=True)
    one = Student.objects.get(number="gone0000")
    assert owned_fields(one) == set()
    one.name = "김되찾음"
    one.save()
    said("import_legacy", full=True)
    one.refresh_from_db()
    assert (one.name, one.retired_at) == ("김되찾음", None)
    said("import_legacy", undo=Run.objects.latest("pk").pk)
    said("import_legacy", undo=Run.objects.earliest("pk").pk)
    assert list(Student.objects.all()) == [one]


@pytest.mark.django_db(databases=["default", "legacy"])
def test_placeholders_that_no_row_needs_do_not_stay(orphans_map):
    text = orphans_map.read_text()
    orphans_map.write_text(text.partition("[marks.status.values]")[0] + "values = { _ = 'late' }")
    only = ("students", "courses", "marks")
    text = said("import_legacy", map=orphans_map, placeholders=True, only=only)
    assert notes(text) == {"unknown code": 20}
    assert (Student.objects.count(), "placeholders" in text) == (240, False)


@pytest.mark.django_db(databases=["default", "legacy"])
def test_placeholders_do_not_hide_a_lost_mark(orphans_map):
    said("import_legacy", map=orphans_map, placeholders=True)
    one, other = Student.objects.filter(number__in=GONE[:2])
    mark = one.marks.first()
    Mark.objects.filter(pk=mark.pk).update(student=other)
    other.marks.exclude(pk=mark.pk).first().delete()
    with pytest.raises(CommandError, match="2 rows are lost, doubled or wrong"):
        said("verify_legacy")


TELL = """
from roster.models import Mark
for mark in Mark.objects.order_by("pk").select_related("student"):
    print(mark.student.name)
"""


def test_the_real_student_takes_the_place_of_a_placeholder(school):
    """Who is called so by two, or by nobody, is no placeholder."""
    site, change = school
    change("INSERT INTO pupil VALUES (8, '둘', 'A'), (9, '둘', 'A')")
    change("INSERT INTO att VALUES (4, '둘', 'A', '2025-03-03', 'O')")
    change("INSERT INTO att VALUES (5, ' ', 'A', '2025-03-03', 'O')")
    text = site.run("import_legacy", "--placeholders")
    assert notes(text) == {"ambiguous student": 1, "no student": 1}
    change("INSERT INTO att VALUES (6, '없음 ', 'A', '2025-03-04', 'X')")
    assert table(site.run("import_legacy"))["marks"]["new"] == 1
    assert site.shell(TELL).split("\n") == ["김가", "이나", "? 없음", "? 없음", ""]

    change("INSERT INTO pupil VALUES (4, '없음', 'A')")
    assert table(site.run("import_legacy"))["marks"]["changed"] == 2
    assert PERFECT in site.run("verify_legacy")
