"""import_legacy --undo: what one run brought is taken back, and nothing that people did."""

import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import User
from legacy.models import Run
from roster.models import Course, Enrollment, Lesson, Mark, MarkEvent, Save, Student
from roster.services.locks import hold_all
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests.factories import AdministratorFactory, StudentFactory, status
from tests.legacy.test_import import said

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
MAP = settings.BASE_DIR / "legacy/sample/legacy.toml"
ALL = (Student, Course, Enrollment, Lesson, Mark, MarkEvent)


@pytest.fixture
def small_map(tmp_path):
    """The sample's map with the marks and lessons of one course only."""
    text, code = MAP.read_text(), apps.get_model("source", "Kangjwa").objects.first().pk
    for table in ("chulgyul", "sueop"):
        where = f'where = {{ kj_code = "{code}" }}'
        text = text.replace(f'table = "{table}"\n', f'table = "{table}"\n{where}\n')
    path = tmp_path / "legacy.toml"
    path.write_text(text)
    return path


def counts():
    return [model.objects.count() for model in ALL]


def test_undo_takes_everything_back(small_map):
    own = StudentFactory()
    said("import_legacy", map=small_map)
    assert Mark.objects.count() > 100
    text = said("import_legacy", undo=Run.objects.get().pk)
    assert text.splitlines()[1].split()[0] == "marks"
    assert (counts(), Student.objects.get()) == ([1, 0, 0, 0, 0, 0], own)
    assert User.objects.exclude(legacy_key=None).count() == 0
    assert Run.objects.get().state == Run.State.UNDONE


def test_undone_import_can_come_again(small_map):
    said("import_legacy", map=small_map)
    before = counts()
    said("import_legacy", undo=Run.objects.get().pk)
    said("import_legacy")
    assert counts() == before


def test_undo_keeps_what_people_have_touched(small_map):
    said("import_legacy", map=small_map)
    lesson = Lesson.objects.annotate(number=Count("marks")).exclude(number=0).first()
    mark = lesson.marks.filter(status__code="present").first()
    late = status("late", lesson.course.status_set).pk
    entry = Entry(mark.student_id, late, None, 5, "", mark.version)
    user = AdministratorFactory()
    save_marks(lesson, [entry], user=user, request_id=uuid.uuid4())
    text = said("import_legacy", undo=Run.objects.get().pk)
    assert text.splitlines()[1].split() == ["marks", text.splitlines()[1].split()[1], "0", "1"]
    assert [one.pk for one in Mark.objects.all()] == [mark.pk]
    kept = Mark.objects.get()
    assert (kept.status_id, Student.objects.get(), Course.objects.get()) == (
        late, kept.student, lesson.course,
    )  # fmt: skip


def test_undo_restores_what_a_run_changed(small_map):
    said("import_legacy", map=small_map)
    student, mark = Student.objects.first(), Mark.objects.exclude(note="").first()
    Student.objects.filter(pk=student.pk).update(name="옛 이름", initials="ㅇㅇㄹ")
    Mark.objects.filter(pk=mark.pk).update(note="옛 말", imported={"note": "옛 말"})
    said("import_legacy", full=True)
    said("import_legacy", undo=Run.objects.first().pk)
    student.refresh_from_db()
    assert (student.name, Mark.objects.get(pk=mark.pk).note) == ("옛 이름", "옛 말")
    said("import_legacy")
    assert Mark.objects.get(pk=mark.pk).note == mark.note


def test_undo_of_a_run_that_retired(small_map):
    said("import_legacy", map=small_map, only=["students"])
    gone = StudentFactory(legacy_key="0" * 40, legacy_ref="hakseng:0")
    said("import_legacy", only=["students"], full=True)
    said("import_legacy", undo=Run.objects.first().pk)
    gone.refresh_from_db()
    assert gone.retired_at is None


def test_undo_in_the_wrong_order_is_refused(small_map):
    said("import_legacy", map=small_map, only=["students"])
    said("import_legacy", only=["courses"])
    first, second = Run.objects.order_by("pk")
    with pytest.raises(CommandError, match=f"Take back import #{second.pk} first"):
        call_command("import_legacy", undo=first.pk)
    said("import_legacy", undo=second.pk)
    said("import_legacy", undo=first.pk)
    with pytest.raises(CommandError, match="has been taken back already"):
        call_command("import_legacy", undo=first.pk)
    assert counts() == [0] * 6


def test_undo_of_no_run():
    with pytest.raises(CommandError, match="There is no import #7"):
        call_command("import_legacy", undo=7)


@pytest.fixture
def saved_before(monkeypatch):
    """Has a person save `mark` in the moment before a module of the import holds its lesson."""

    def begin(module, mark):
        def save_and_hold(keys):
            if mark.lesson_id in keys and not Save.objects.filter(user=user).exists():
                version = Mark.objects.get(pk=mark.pk).version
                entry = Entry(mark.student_id, mark.status_id, None, None, "새 말", version)
                save_marks(mark.lesson, [entry], user=user, request_id=uuid.uuid4())
            hold_all(keys)

        user = AdministratorFactory()
        monkeypatch.setattr(f"roster.importing.{module}.hold_all", save_and_hold)

    return begin


def noted(small_map):
    """A mark with a note, imported; the old database will say something else of it."""
    said("import_legacy", map=small_map)
    mark = Mark.objects.exclude(note="").select_related("lesson").first()
    Mark.objects.filter(pk=mark.pk).update(note="옛 말", imported={"note": "옛 말"})
    return mark


def test_mark_that_is_saved_while_an_import_reads_stays(small_map, saved_before):
    mark = noted(small_map)
    saved_before("marks", mark)
    said("import_legacy", full=True)
    assert Mark.objects.values_list("note", "version").get(pk=mark.pk) == ("새 말", 2)
    assert Run.objects.first().counts["marks"]["conflicts"] == 1


def test_mark_that_is_saved_while_it_would_be_restored_stays(small_map, saved_before):
    mark = noted(small_map)
    said("import_legacy", full=True)
    saved_before("undoing", mark)
    said("import_legacy", undo=Run.objects.first().pk)
    assert Mark.objects.values_list("note", "version").get(pk=mark.pk) == ("새 말", 3)


def test_mark_that_is_saved_while_it_would_be_removed_stays(small_map, saved_before):
    said("import_legacy", map=small_map)
    mark = Mark.objects.select_related("lesson").exclude(status=None).first()
    saved_before("undoing", mark)
    said("import_legacy", undo=Run.objects.get().pk)
    assert [one.note for one in Mark.objects.all()] == ["새 말"]
