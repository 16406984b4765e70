"""verify_legacy finds whatever is wrong with an import, and only that."""

import datetime
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.models import F

from legacy import values
from legacy.mapping import parse_map
from legacy.models import SourceState
from legacy.running import ImportRun
from legacy.verifying.verification import Verification
from roster.models import Course, CourseStaff, Enrollment, Lesson, Mark, Status, Student

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
MAP = (settings.BASE_DIR / "legacy/sample/legacy.toml").read_text()
ONE_COURSE = 'table = "chulgyul"\nwhere = { kj_code = "CK41" }\n'
SAMPLE = MAP.replace('table = "chulgyul"\n', ONE_COURSE)
GOOD = {"edited here": 0, "changed there": 0, "wrong": 0, "lost": 0, "doubled": 0}


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker, sample_file):
    """The sample with the marks of one course, imported once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        ImportRun(parse_map(SAMPLE)).execute()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _imported(imported):
    """Every test of this module begins with what was imported."""


def verified(text=SAMPLE, **options):
    """A finished Verification of the sample."""
    return Verification(parse_map(text), **options).execute()


def faults(done):
    """`{target: {outcome: number}}` of what is not as it should be."""
    found = {}
    for name, counts in done.counts.items():
        found[name] = {one: counts[one] for one in GOOD if counts[one] and one != "rejected"}
    return {name: counts for name, counts in found.items() if counts}


def told(done):
    """(target, outcome, detail) of every finding."""
    return sorted((one.target, one.outcome, one.detail) for one in done.findings)


def test_verify_of_a_good_import_finds_nothing():
    done = verified()
    assert (faults(done), done.findings, done.empty) == ({}, [], [])
    arrived = {name: counts["arrived"] for name, counts in done.counts.items()}
    assert arrived["students"] == Student.objects.count() == 240
    assert arrived["marks"] == Mark.objects.count() > 1000
    assert dict(done.reasons["marks"])["lesson cancelled"] > 0


def lose_a_mark():
    Mark.objects.order_by("pk").first().delete()
    return ("marks", "lost", "")


def change_a_status():
    mark = Mark.objects.filter(status__code="present").first()
    absent = Status.objects.get(status_set=mark.status.status_set, code="absent")
    Mark.objects.filter(pk=mark.pk).update(status=absent)
    return ("marks", "wrong", "status")


def swap_two_students():
    one, other = Mark.objects.filter(lesson=Mark.objects.first().lesson).order_by("pk")[:2]
    one_key, other_key = one.legacy_key, other.legacy_key
    for pk, key in ((one.pk, None), (other.pk, one_key), (one.pk, other_key)):
        Mark.objects.filter(pk=pk).update(legacy_key=key)
    return ("marks", "wrong", "student")


def shift_a_lesson_by_a_day():
    lesson = Lesson.objects.exclude(marks=None).exclude(legacy_key=None).first()
    Lesson.objects.filter(pk=lesson.pk).update(date=lesson.date + datetime.timedelta(days=1))
    return ("lessons", "wrong", "date")


def move_a_mark_to_another_day():
    mark = Mark.objects.select_related("lesson").order_by("pk").first()
    others = Lesson.objects.exclude(date=mark.lesson.date).exclude(marks__student=mark.student)
    other = others.filter(course=mark.lesson.course).first()
    Mark.objects.filter(pk=mark.pk).update(lesson=other)
    return ("marks", "wrong", "date")


def double_a_student():
    student = Student.objects.first()
    student.pk, student.legacy_key = None, "f" * 40
    student.save()
    return ("students", "doubled", "no old row stands behind it")


def double_a_stay_without_its_key():
    stay = Enrollment.objects.filter(source="imported").first()
    stay.pk, stay.legacy_key = None, None
    stay.save()
    return ("enrollments", "doubled", "has no old key")


def double_a_mark():
    mark = Mark.objects.first()
    lesson = Lesson.objects.create(course=mark.lesson.course, date=mark.lesson.date)
    mark.pk, mark.lesson, mark.legacy_key = None, lesson, "f" * 40
    mark.save()
    return ("marks", "doubled", "no old row stands behind it")


def call_a_student_gone():
    Student.objects.filter(enrollments=None).update(retired_at=None)
    student = Student.objects.first()
    Student.objects.filter(pk=student.pk).update(retired_at=datetime.datetime.now(datetime.UTC))
    return ("students", "lost", "is called gone here")


def change_a_name():
    Student.objects.filter(pk=Student.objects.first().pk).update(name="다른 이름")
    return ("students", "wrong", "name")


def change_a_birth_date():
    student = Student.objects.exclude(birth_date=None).first()
    day = student.birth_date + datetime.timedelta(days=1)
    Student.objects.filter(pk=student.pk).update(birth_date=day)
    return ("students", "wrong", "birth_date")


def end_a_stay_earlier():
    stay = Enrollment.objects.filter(source="imported").exclude(ends_on=None).first()
    day = stay.ends_on - datetime.timedelta(days=1)
    Enrollment.objects.filter(pk=stay.pk).update(ends_on=day)
    return ("enrollments", "wrong", "ends_on")


def hold_a_cancelled_lesson():
    lesson = Lesson.objects.exclude(cancelled_at=None).first()
    Lesson.objects.filter(pk=lesson.pk).update(cancelled_at=None)
    return ("lessons", "wrong", "cancelled")


def give_a_course_to_another_teacher():
    one = CourseStaff.objects.first()
    other = CourseStaff.objects.exclude(user=one.user).first().user
    CourseStaff.objects.filter(pk=one.pk).update(user=other)
    return ("course_staff", "wrong", "user")


SABOTAGE = (
    lose_a_mark, change_a_status, move_a_mark_to_another_day, shift_a_lesson_by_a_day,
    double_a_student, double_a_stay_without_its_key, double_a_mark, change_a_name,
    call_a_student_gone, change_a_birth_date, end_a_stay_earlier, hold_a_cancelled_lesson,
    give_a_course_to_another_teacher,
)  # fmt: skip


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_verify_finds_what_was_spoilt(sabotage):
    wanted = sabotage()
    assert set(told(verified())) >= {wanted}


def test_verify_finds_each_fault_once():
    lose_a_mark()
    change_a_birth_date()
    double_a_student()
    assert faults(verified()) == {
        "students": {"wrong": 1, "doubled": 1},
        "marks": {"lost": 1},
    }


def test_verify_finds_two_students_of_one_lesson_swapped():
    swap_two_students()
    assert faults(verified())["marks"] == {"wrong": 2}


def test_verify_finds_what_the_lost_student_had():
    student = Student.objects.exclude(marks=None).first()
    for model in (Mark, Enrollment):
        model.objects.filter(student=student).delete()
    student.guardians.all().delete()
    student.delete()
    found = faults(verified())
    assert found["students"] == {"lost": 1}
    assert found["marks"]["lost"] > 10
    assert found["enrollments"]["lost"] > 0


def test_verify_takes_an_edited_mark_for_right():
    Mark.objects.filter(pk=Mark.objects.first().pk).update(
        status=None, minutes=None, version=F("version") + 1
    )
    done = verified()
    assert faults(done) == {"marks": {"edited here": 1}}
    assert (done.faults, done.findings) == (0, [])


def test_verify_tells_what_has_changed_there_from_what_is_wrong_here():
    """The old database has changed: what could be newer there is no fault; the rest is."""
    lose = Student.objects.filter(enrollments=None, guardians=None).first()
    change_a_birth_date()
    change_a_status()
    done = verified(is_same=lambda target: False)
    assert lose is None or faults(done)["students"] == {"changed there": 1}
    assert faults(done) == {"students": {"changed there": 1}, "marks": {"wrong": 1}}


def test_verify_knows_that_more_was_carried_than_is_here():
    lose_a_mark()
    assert faults(verified(is_same=lambda target: False)) == {"marks": {"lost": 1}}
    SourceState.objects.filter(target="marks").update(counts={"new": 5})
    assert faults(verified(is_same=lambda target: False)) == {"marks": {"changed there": 1}}


def test_verify_command_tells_what_differs_and_what_it_did():
    change_a_name()
    with pytest.raises(CommandError, match="^1 rows are lost, doubled or wrong.$"):
        call_command("verify_legacy", stdout=(out := StringIO()), no_progress=True)
    lines = out.getvalue().splitlines()
    assert re.match(r"students +239 +0 +0 +0 +1 +0 +0$", lines[2])
    assert re.fullmatch(r"students: hakseng:\d+ wrong name", lines[-2])
    assert re.fullmatch(r"\d+ old rows were read and compared in [\d.]+ s\.", lines[-1])


@pytest.mark.parametrize(
    ("kind", "wrong", "detail"),
    [
        ("date", lambda *given: datetime.date(2001, 1, 1), "birth_date"),
        ("text", lambda value, *_: f"{value}x", "name"),
    ],
)
def test_verify_finds_a_wrong_converter_of_the_importer(monkeypatch, kind, wrong, detail):
    monkeypatch.setitem(values.CONVERTERS, kind, wrong)
    ImportRun(parse_map(SAMPLE), only=["students"], full=True).execute()
    monkeypatch.undo()
    done = verified()
    assert done.counts["students"]["wrong"] > 200
    assert all(detail in one.detail for one in done.findings if one.target == "students")


def test_verify_finds_codes_taken_for_others(monkeypatch):
    text = SAMPLE.replace('L = "late"', 'L = "absent"')
    done = verified(text)
    late = Mark.objects.filter(status__code="late").count()
    assert faults(done) == {"marks": {"wrong": late}}


def test_verify_finds_a_table_that_is_in_no_model(monkeypatch):
    """A table per month: the newest has come since the models were written."""
    introspection = connections["legacy"].introspection
    real = introspection.table_names
    monkeypatch.setattr(
        introspection, "table_names", lambda cursor: [*real(cursor), "chulgyul_2027"]
    )
    text = SAMPLE.replace('table = "chulgyul"', 'table = "chulgyu{l}"')
    assert verified(text).left_out == ["chulgyul_2027"]


def test_verify_reads_constantly_many_queries(django_assert_max_num_queries):
    assert Course.objects.count() == 18
    with django_assert_max_num_queries(80):
        verified()
