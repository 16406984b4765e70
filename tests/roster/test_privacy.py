"""What is held on a person, the copy of it, and its end."""

import datetime
import io
import json
import os
import zipfile

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from legacy.cleaning import OldRows
from legacy.models import Change, Map, Reject, Run
from roster.days import today
from roster.models import (
    Alert,
    Attachment,
    Excuse,
    FileImport,
    FileRow,
    Guardian,
    Mark,
    MarkEvent,
    Save,
    Student,
)
from roster.rates import course_rates
from roster.services.privacy import anonymise
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NAMES = (
    "김민준",
    "박어머니",
    "가족 여행",
    "병원",
    "010-9876-5432",
    "260001",
    "students:77",
    "진단서",
)


@pytest.fixture
def run():
    text = Map.objects.create(text="version = 1", digest="x", source_name="old")
    return Run.objects.create(map=text)


@pytest.fixture
def student(office, run):
    """Somebody who has left, of whom all sorts is known."""
    student = factories.StudentFactory(
        **{"name": "김민준", "number": "260001", "phone": "010-9876-5432", "is_active": False},
        **{"birth_date": "2012-03-04", "legacy_key": "a" * 40, "legacy_ref": "students:77"},
    )
    guardian = factories.GuardianFactory(student=student, name="박어머니")
    excuse = factories.ExcuseFactory(student=student, text="가족 여행")
    factories.AttachmentFactory(mark=None, excuse=excuse)
    factories.AlertFactory(student=student)
    factories.StudentFactory(name="김민준?", is_guest=True, merged_into=student)
    stay = factories.EnrollmentFactory(student=student, ends_on=today() - 400 * DAY)
    lesson = factories.LessonFactory(
        course=stay.course, date=today() - 401 * DAY, taken_at=timezone.now()
    )
    mark = factories.MarkFactory(
        lesson=lesson, student=student, note="병원", imported={"status": "present", "note": "병원"}
    )
    entry = [student.pk, mark.status_id, None, None, "병원", 1]
    save = factories.SaveFactory(content={"entries": [entry]}, user=office)
    factories.MarkEventFactory(mark=mark, cause=save, new_note="병원")
    factories.AttachmentFactory(mark=mark)
    Change.objects.create(run=run, target="students", row=student.pk, before={"name": "김민준"})
    Change.objects.create(run=run, target="guardians", row=guardian.pk, before={"name": "박어머니"})
    Reject.objects.create(run=run, target="marks", table="students", key="77", reason="no date")
    file = FileImport.objects.create(kind="students")
    FileRow.objects.create(file_import=file, number=1, target=student.pk, cells=["김민준"])
    LogEntry.objects.log_actions(office.pk, [student], CHANGE, "", single_object=True)
    return student


def privacy(student):
    return reverse("roster:student_privacy", args=[student.pk])


def everything():
    """All texts of the tables that could name the student."""
    models = (
        Excuse,
        FileRow,
        Student,
        Guardian,
        Mark,
        MarkEvent,
        Save,
        Attachment,
        Change,
        Reject,
        LogEntry,
    )
    return repr([list(model.objects.values()) for model in models])


def test_anonymised_student_is_nobody_and_counts_stay(
    client, office, student, django_capture_on_commit_callbacks
):
    stored = [attachment.file for attachment in Attachment.objects.all()]
    before = course_rates(student)
    assert all(name in everything() for name in NAMES)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(privacy(student), {"is_sure": "on"})
    assert response.status_code == 302
    assert [name for name in NAMES if name in everything()] == []
    assert [file.storage.exists(file.name) for file in stored] == [False, False]
    student.refresh_from_db()
    assert (student.name, student.legacy_key) == (f"익명 {student.pk}", "a" * 40)
    assert (student.birth_date, student.guardians.count()) == (None, 0)
    assert Alert.objects.count() == 0
    assert (course_rates(student), Mark.objects.count(), student.enrollments.count()) == (
        *(before, 1, 1),
    )
    assert LogEntry.objects.latest("pk").user == office
    assert client.get(reverse("roster:student_edit", args=[student.pk])).status_code == 404
    assert client.post(privacy(student), {"is_sure": "on"}).status_code == 400


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"is_active": True}, {"is_sure": "on"}), ({}, {}), ({}, {"is_sure": ""})],
)
def test_anonymising_somebody_present_or_without_a_word_is_refused(client, student, fields, said):
    Student.objects.filter(pk=student.pk).update(**fields)
    assert client.post(privacy(student), said or {"x": ""}).status_code == 400
    student.refresh_from_db()
    assert (student.name, student.anonymised_at) == ("김민준", None)


def test_privacy_by_a_teacher_is_refused(client, student, teacher):
    stay = student.enrollments.get()
    factories.CourseStaffFactory(course=stay.course, user=teacher)
    copy = client.post(reverse("roster:student_copy", args=[student.pk]))
    assert [client.post(privacy(student), {"is_sure": "on"}).status_code, copy.status_code] == [
        *(403, 403)
    ]


def test_copy_holds_all_and_is_written_down(client, office, student):
    response = client.post(reverse("roster:student_copy", args=[student.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    text = archive.read("data.json").decode()
    assert [name for name in NAMES if name not in text] == []
    book = load_workbook(io.BytesIO(archive.read("data.xlsx")), read_only=True)
    assert len(book.sheetnames) == len(json.loads(text)) + 1  # files of marks and of excuses
    [file, _other] = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(file) == b"%PDF-1.7"
    assert LogEntry.objects.latest("pk").object_id == str(student.pk)


def test_copy_takes_as_many_queries_for_30_marks_as_for_3(client, student, counted_queries):
    counts = []
    for number in (3, 27):
        for mark in factories.MarkFactory.create_batch(number, student=student):
            factories.MarkEventFactory(mark=mark)
        with counted_queries() as queries:
            response = client.post(reverse("roster:student_copy", args=[student.pk]))
            b"".join(response.streaming_content)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_retention_removes_what_is_due_and_says_so(student, run, settings, tmp_path, capsys):
    settings.KEEP_STUDENTS_DAYS, settings.KEEP_GUARDIANS_DAYS = 402, 399
    settings.KEEP_ATTACHMENTS_DAYS, settings.KEEP_OLD_ROWS_DAYS = 0, 10
    settings.VAR_DIR = tmp_path
    (tmp_path / "rejects").mkdir()
    (tmp_path / "rejects/import-1.csv").write_text("김민준")
    present = factories.GuardianFactory()
    Run.objects.update(started_at=timezone.now() - 11 * DAY)

    call_command("apply_retention", dry_run=True)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "former students: kept 402 days, 0 due",
        "their guardians: kept 399 days, 1 due",
        "attached files: kept for ever, 0 due",
        "files brought in: kept 365 days, 0 due",
        "copies of old rows: kept 10 days, 3 due",
    ]
    assert Guardian.objects.count() == 2
    call_command("apply_retention")
    assert list(Guardian.objects.all()) == [present]
    assert (Reject.objects.count(), Change.objects.count()) == (0, 0)
    student.refresh_from_db()
    assert (student.name, student.guardians_removed_at is None) == ("김민준", False)

    settings.KEEP_STUDENTS_DAYS, settings.KEEP_ATTACHMENTS_DAYS = 399, 20
    Attachment.objects.update(added_at=timezone.now() - 21 * DAY)
    call_command("apply_retention")
    student.refresh_from_db()
    assert (student.is_anonymised, Attachment.objects.count()) == (True, 0)
    call_command("apply_retention")
    assert capsys.readouterr().out.splitlines()[-5] == "former students: kept 399 days, 0 removed"


def test_files_brought_in_go_with_their_rows(settings):
    settings.KEEP_FILES_DAYS = 10
    for days in (9, 11):
        file = FileImport.objects.create(kind="students")
        FileRow.objects.create(file_import=file, number=1)
        FileImport.objects.filter(pk=file.pk).update(created_at=timezone.now() - days * DAY)
    call_command("apply_retention")
    assert (FileImport.objects.count(), FileRow.objects.count()) == (1, 1)


def test_old_files_of_rejects_go(settings, tmp_path, run):
    settings.VAR_DIR = tmp_path
    (tmp_path / "rejects").mkdir()
    for name, days in (("old", 11), ("new", 9)):
        file = tmp_path / f"rejects/{name}.csv"
        file.write_text("김민준")
        moment = (timezone.now() - days * DAY).timestamp()
        os.utime(file, (moment, moment))
    assert (OldRows(10).count(), OldRows(10).remove()) == (1, 1)
    assert [file.name for file in (tmp_path / "rejects").iterdir()] == ["new.csv"]


def test_student_of_whom_nobody_knows_when_they_left_stays(office, settings):
    settings.KEEP_STUDENTS_DAYS = 1
    unknown = factories.StudentFactory(is_active=False)
    recent = factories.StudentFactory(is_active=False)
    factories.EnrollmentFactory(student=recent, ends_on=today())
    gone = factories.StudentFactory(retired_at=timezone.now() - 3 * DAY)
    call_command("apply_retention")
    assert list(Student.objects.anonymised()) == [gone]
    assert set(Student.objects.former()) == {unknown, recent}


def test_guest_is_anonymised_with_the_student_only(office, student):
    with pytest.raises(ValidationError):
        anonymise(student.merged.get(), office)
    anonymise(student, office)
    assert student.merged.get().is_anonymised


# --- The name in notes of others -----------------------------------------------------------------


@pytest.fixture
def told(student, office):
    """The lesson of the student, and others' marks there, with the name in them."""
    lesson = student.marks.get().lesson
    type(lesson).objects.filter(pk=lesson.pk).update(
        topic="김민준 발표", note="김민준이 김민준수와 다툼"
    )
    other = factories.EnrollmentFactory(course=lesson.course, student__name="김민준수").student
    mark = factories.MarkFactory(lesson=lesson, student=other, note="김민준과 다툼")
    entries = [
        [student.pk, mark.status_id, None, None, "병원", 1],
        [other.pk, mark.status_id, None, None, "김민준과 다툼", 0],
    ]
    save = factories.SaveFactory(content={"entries": entries}, user=office)
    factories.MarkEventFactory(mark=mark, cause=save, new_note="김민준과 다툼")
    lesson.refresh_from_db()
    return lesson


def test_name_in_notes_of_others_is_shown_and_goes(client, told, student):
    elsewhere = factories.LessonFactory(note="김민준")  # of a course in which the student never was
    page = client.get(privacy(student))
    new = f"익명 {student.pk}"
    shown = {(one.field, one.after) for one in page.context["mentions"]}
    assert shown == {
        ("topic", f"{new} 발표"),
        ("note", f"{new}이 김민준수와 다툼"),
        ("note", f"{new}과 다툼"),
    }
    assert f"→ {new} 발표" in page.text
    client.post(privacy(student), {"is_sure": "on"})
    told.refresh_from_db()
    assert (told.topic, told.note) == (f"{new} 발표", f"{new}이 김민준수와 다툼")
    others = Mark.objects.exclude(student=student)
    assert list(others.values_list("note", flat=True)) == [f"{new}과 다툼"]
    assert MarkEvent.objects.get(mark__in=others).new_note == f"{new}과 다툼"
    notes = [entry[4] for save in Save.objects.all() for entry in save.content["entries"]]
    assert sorted(notes) == ["", "", f"{new}과 다툼"]
    elsewhere.refresh_from_db()
    assert elsewhere.note == "김민준"
    assert client.get(privacy(student)).context["mentions"] == []


def test_name_that_another_student_of_the_course_has_stays(client, told, student):
    factories.EnrollmentFactory(course=told.course, student__name="김민준")
    page = client.get(privacy(student))
    assert [one.is_unclear for one in page.context["mentions"]] == [True] * 3
    assert "같은 이름의 다른 학생이 이 강좌에 있어 그대로 둡니다" in page.text
    client.post(privacy(student), {"is_sure": "on"})
    told.refresh_from_db()
    assert told.topic == "김민준 발표"
    assert MarkEvent.objects.filter(new_note="김민준과 다툼").count() == 1


def test_name_of_one_letter_is_not_looked_for(student, told):
    Student.objects.update(name="김")
    anonymise(Student.objects.get(pk=student.pk))
    told.refresh_from_db()
    assert told.topic == "김민준 발표"


def test_page_asks_as_often_for_many_notes(client, told, student, counted_queries):
    numbers = []
    for more in (1, 20):
        for n in range(more):
            factories.LessonFactory(course=told.course, note=f"김민준 {n}")
        with counted_queries() as queries:
            client.get(privacy(student))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
