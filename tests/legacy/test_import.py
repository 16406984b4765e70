"""import_legacy and verify_legacy on the bundled sample, in this process."""

import csv
import socket
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from legacy import carrying
from legacy.models import Map, Reject, Run
from legacy.ownership import owned_fields
from roster.importing.marks import MarkTarget
from roster.models import Course, Enrollment, Lesson, Mark, Status, Student

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
SAMPLE = "legacy/sample/legacy.toml"
PEOPLE = ("staff", "students", "courses", "course_staff", "enrollments", "guardians")


def said(command, *arguments, **options):
    """What a command prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, no_progress=True, **options)
    return out.getvalue()


@pytest.fixture
def people():
    """The sample's people and courses, without its marks."""
    said("import_legacy", map=_path(), only=PEOPLE)


def _path():
    return settings.BASE_DIR / SAMPLE


def test_import_people_arrive(people):
    assert (Student.objects.count(), Course.objects.count()) == (240, 18)
    assert Enrollment.objects.filter(source=Enrollment.Source.IMPORTED).count() == 912
    staff = User.objects.exclude(legacy_key=None)
    assert staff.count() == 12
    assert not any(user.has_usable_password() for user in staff)
    assert {user.username for user in staff} == {user.username.lower() for user in staff}


def test_import_gives_roles_once(people):
    director = User.objects.get(groups__name="administrator")
    director.groups.clear()
    said("import_legacy", map=_path(), only=["staff"], full=True)
    assert list(User.objects.get(pk=director.pk).groups.all()) == []


def test_import_refuses_a_key_that_comes_again_in_a_later_batch(monkeypatch, tmp_path):
    monkeypatch.setattr(carrying, "BATCH", 2)
    path = tmp_path / "legacy.toml"
    path.write_text(
        'version = 1\n[courses]\ntable = "siganpyo"\nkey = "kj_code"\nname = "kj_code"\n'
    )
    text = said("import_legacy", map=path)
    counts = Run.objects.first().counts["courses"]
    assert counts["new"] == Course.objects.count() == 18
    assert counts["reasons"] == {"duplicate": counts["read"] - 18}
    assert "not taken: duplicate" in text


@pytest.mark.parametrize("full", [True, False])
def test_import_twice_writes_nothing(people, full):
    before = list(Student.objects.order_by("pk").values())
    text = said("import_legacy", only=PEOPLE, full=full)
    assert ("students: nothing has changed in the old database" in text) == (not full)
    assert list(Student.objects.order_by("pk").values()) == before
    counts = Run.objects.first().counts
    written = {name: (one.get("new", 0), one.get("changed", 0)) for name, one in counts.items()}
    assert written == dict.fromkeys(
        ("staff", "students", "courses", "guardians", "course_staff", "enrollments"), (0, 0)
    )


def test_import_follows_the_old_database(people):
    student = Student.objects.exclude(birth_date=None).first()
    name = student.name
    Student.objects.filter(pk=student.pk).update(name="다른 이름", initials="ㄷ")
    said("import_legacy", only=["students"], full=True)
    student.refresh_from_db()
    assert (student.name, Run.objects.first().counts["students"]["changed"]) == (name, 1)


def test_import_retires_what_is_gone(people, monkeypatch):
    monkeypatch.setattr(carrying, "BATCH", 100)
    gone = Student.objects.create(name="옛 사람", legacy_key="0" * 40, legacy_ref="hakseng:0")
    said("import_legacy", only=["students"], full=True)
    gone.refresh_from_db()
    assert gone.retired_at is not None
    assert Run.objects.first().counts["students"]["retired"] == 1


def test_import_limited_retires_nothing(people):
    said("import_legacy", only=["students"], limit=3)
    assert Student.objects.exclude(retired_at=None).count() == 0


def test_import_dry_run_writes_nothing():
    text = said("import_legacy", map=_path(), only=PEOPLE, dry_run=True)
    assert text.splitlines()[-1] == "Dry run: nothing was written."
    assert [model.objects.count() for model in (Student, Course, Run, Map, Reject)] == [0] * 5


def test_import_refuses_to_take_over_a_sign_in_name():
    User.objects.create_user("wonjang", name="다른 원장")
    said("import_legacy", map=_path(), only=["staff"])
    assert list(Reject.objects.values_list("reason", "detail")) == [("username taken", "wonjang")]
    assert User.objects.get(username="wonjang").name == "다른 원장"


def test_import_masks_secrets_in_rejects():
    User.objects.create_user("wonjang", name="다른 원장")
    said("import_legacy", map=_path(), only=["staff"])
    values = Reject.objects.get().values
    assert (values["bimil"], values["jumin_bunho"]) == ("••••••", "••••••")


def test_import_under_another_name_is_refused(people, tmp_path):
    other = tmp_path / "legacy.toml"
    other.write_text(_path().read_text().replace('name = "sample"', 'name = "other"'))
    for command in ("import_legacy", "verify_legacy"):
        with pytest.raises(CommandError, match="every row would come a second time"):
            said(command, map=other)


def of_kangsa(folder, more=""):
    """A map that fills the students from the table of the staff."""
    path = folder / "legacy.toml"
    path.write_text(
        'version = 1\n[source]\nname = "sample"\n'
        f'[students]\ntable = "kangsa"\nname = "irum"\n{more}\n'
    )
    return path


def test_import_from_another_table_is_refused_until_somebody_allows_it(people, tmp_path):
    """Two maps for one target, by turns, would retire each other's rows every night."""
    other, here = of_kangsa(tmp_path), Student.objects.filter(retired_at=None)
    with pytest.raises(CommandError) as refused:
        said("import_legacy", map=other)
    assert str(refused.value) == (
        "[students] does not read hakseng any more: what came from there would be retired."
        " Name both tables, or allow it: --retire, or the box on the page"
    )
    assert (here.count(), Map.objects.count(), Run.objects.count()) == (240, 1, 1)
    would_be = said("import_legacy", map=other, dry_run=True).splitlines()[1]
    assert would_be.split() == ["students", "12", "12", "0", "0", "240", "0", "0"]
    said("import_legacy", map=other, limit=1)
    with pytest.raises(CommandError, match="does not read hakseng any more"):
        said("import_legacy", map=other)
    said("import_legacy", map=other, retire=True)
    assert (here.count(), Run.objects.first().counts["students"]["retired"]) == (12, 240)
    said("import_legacy", map=other)
    with pytest.raises(CommandError, match="does not read kangsa any more"):
        said("import_legacy", map=_path(), only=["students"])


def test_import_from_another_table_after_a_map_that_brought_nothing(people, tmp_path):
    """A first guess that was wrong stands in nobody's way, and neither does one that was undone."""
    said("import_legacy", undo=Run.objects.get().pk)
    said("import_legacy", map=of_kangsa(tmp_path, 'where = { ks_id = "nobody" }'))
    assert Student.objects.count() == 0
    said("import_legacy", map=_path(), only=["students"])
    assert Student.objects.count() == 240


def test_import_of_a_target_the_map_has_not():
    with pytest.raises(CommandError, match="The map does not fill pupils"):
        said("import_legacy", map=_path(), only=["pupils"])


def test_import_beside_a_running_one_is_refused(people):
    Run.objects.create(
        map=Map.objects.get(), host="another", heartbeat_at=Run.objects.get().started_at
    )
    with pytest.raises(CommandError, match="is running since"):
        said("import_legacy")


def test_import_takes_the_place_of_a_dead_one(people):
    dead = Run.objects.create(map=Map.objects.get(), host=socket.gethostname()[:80], pid=2**22 + 1)
    said("import_legacy", only=["staff"])
    dead.refresh_from_db()
    assert (dead.state, dead.message) == (Run.State.FAILED, "stopped half way")


def test_import_if_new_runs_once(people):
    assert said("import_legacy", if_new=True) == "Imported already.\n"


def test_owned_fields_of_imported_rows(people):
    student, user = Student.objects.first(), User.objects.exclude(legacy_key=None).first()
    assert owned_fields(student) == {
        "number", "name", "birth_date", "phone", "note", "is_active"
    }  # fmt: skip
    assert owned_fields(user) == {"username", "name", "phone", "email"}
    assert owned_fields(Student(name="새 학생")) == set()


@pytest.fixture
def one_course(people, tmp_path):
    """The sample's map with the marks of one course only."""
    path = tmp_path / "legacy.toml"
    courses = Course.objects.values_list("legacy_ref", flat=True).order_by("pk")
    code = courses[0].partition(":")[2]
    where = f'table = "chulgyul"\nwhere = {{ kj_code = "{code}" }}\n'
    path.write_text(_path().read_text().replace('table = "chulgyul"\n', where))
    return path


def test_import_moves_a_mark_to_the_student_of_its_old_row(one_course):
    said("import_legacy", map=one_course)
    mark = Mark.objects.first()
    Mark.objects.filter(pk=mark.pk).update(student=Student.objects.create(name="다른 학생"))
    said("import_legacy", only=["marks"], full=True)
    assert Run.objects.first().counts["marks"]["changed"] == 1
    assert Mark.objects.get(pk=mark.pk).student_id == mark.student_id


def test_first_import_beside_a_mark_that_was_entered_here(one_course):
    said("import_legacy", map=one_course)
    first = Run.objects.first().counts["marks"]
    mark = Mark.objects.last()
    Mark.objects.exclude(pk=mark.pk).delete()
    other = Status.objects.exclude(pk=mark.status_id).first()
    entered = {"legacy_key": None, "imported": None, "imported_version": None, "status": other}
    Mark.objects.filter(pk=mark.pk).update(source=Mark.Source.ENTERED, **entered)
    said("import_legacy", only=["marks"], full=True)
    counts = Run.objects.first().counts["marks"]
    assert (counts["new"], counts["conflicts"]) == (first["new"] - 1, 1)
    assert counts["rejected"] == first["rejected"]
    assert Mark.objects.count() == first["new"]
    assert Mark.objects.get(pk=mark.pk).status == other


def test_import_broken_off_before_the_end_derives_stays_next_time(one_course, monkeypatch):
    Enrollment.objects.all().delete()
    with monkeypatch.context() as broken:
        broken.setattr(MarkTarget, "finish", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            said("import_legacy", map=one_course, only=["marks"])
    assert Mark.objects.exists()
    said("import_legacy", map=one_course, only=["marks"])
    marks = Mark.objects.values_list("student", "lesson__course")
    assert set(Enrollment.objects.values_list("student", "course")) == set(marks)


def test_import_marks_and_verify(one_course, tmp_path):
    path, rejects = one_course, tmp_path / "rejects.csv"
    said("import_legacy", map=path, rejects=rejects)
    counts = Run.objects.first().counts["marks"]
    assert counts["read"] == counts["new"] + counts["rejected"] + counts["not a mark"]
    assert Mark.objects.count() == counts["new"] > 1000
    assert Lesson.objects.exclude(marks=None).filter(taken_at=None).count() == 0
    _check_rejects(rejects, counts["rejected"])
    _check_verify(path)


def _check_rejects(path, number):
    with path.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["target"] == "marks"]
    assert len(rows) == number == Reject.objects.filter(target="marks").count()


def _check_verify(path):
    assert (
        said("verify_legacy", map=path).splitlines()[-1]
        == "Everything that was mapped has arrived."
    )
    mark = Mark.objects.first()
    Mark.objects.filter(pk=mark.pk).update(note="changed behind the back")
    with pytest.raises(CommandError, match="1 rows are lost, doubled or wrong"):
        said("verify_legacy", map=path)
    Mark.objects.filter(pk=mark.pk).update(legacy_key=None)
    with pytest.raises(CommandError, match="2 rows are lost, doubled or wrong"):
        said("verify_legacy", map=path)


def test_verify_of_a_target_that_arrived_not_at_all(people, tmp_path):
    path = tmp_path / "legacy.toml"
    wrong = 'student = { column = "hs_login", to = "jeonhwa" }'
    right = 'student = { column = "hs_login", to = "hs_login" }'
    path.write_text(_path().read_text().replace(right, wrong, 1))
    Enrollment.objects.all().delete()
    text = said("import_legacy", map=path, only=["enrollments"])
    assert "enrollments: not one row arrived; look at the map" in text.splitlines()
    plan = path.read_text().partition("[lessons]")[0]
    path.write_text(plan)
    with pytest.raises(CommandError, match="Not one row arrived of enrollments; look at the map"):
        said("verify_legacy", map=path)
