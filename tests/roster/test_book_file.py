"""The book as an Excel file, and back."""

import datetime
import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from roster.forms import book_upload
from roster.models import Mark, Save
from roster.workbooks import reading
from tests import factories

pytestmark = pytest.mark.django_db
MARKED = "E4"  # first student, first lesson


@pytest.fixture
def course(office):
    """Two students, two lessons; the first student was present at the first."""
    course = factories.course_with(2)
    for day in (2, 3):
        factories.LessonFactory(course=course, date=datetime.date(2020, 11, day))
    student = course.enrollments.get(roll_number=1).student
    factories.MarkFactory(lesson=course.lessons.earliest("date"), student=student, note="버스")
    return course


def url(course, name):
    return reverse(f"roster:{name}", args=[course.pk])


def saved(client, course, query="month=2020-11"):
    """The exported file as a workbook."""
    response = client.get(f"{url(course, 'book_file')}?{query}")
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def content_of(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client, course, content, name="book.xlsx"):
    content = content if isinstance(content, bytes) else content_of(content)
    return client.post(url(course, "book_upload"), {"file": SimpleUploadedFile(name, content)})


def filled(client, course, **cells):
    """What is said of the exported file with `cells` typed into it."""
    book = saved(client, course)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    return upload(client, course, book)


def changes(response):
    return [
        (change.place, change.before and change.before.code, change.after and change.after.code)
        for change in response.context["preview"].changes
    ]


def problems(response):
    return [(place, why) for place, _, why in response.context["preview"].problems]


def apply(client, course, response):
    data = {"changes": response.context["signed"]}
    return client.post(url(course, "book_apply"), data)


def test_file_has_the_sheet_with_formulas_and_frozen_heads(client, course):
    page = saved(client, course).worksheets[0]
    assert [cell.value for cell in page[3]][1:6] == ["번호", "학번", "이름", "11/2\n월", "11/3\n화"]
    assert [page[place].value for place in ("E4", "F4", "G4", "E6")] == [
        "○",
        None,
        '=COUNTIF(E4:F4,"=○")',
        '=COUNTIF(E4:E5,"=○")',
    ]
    hidden = page.column_dimensions["A"].hidden, page.row_dimensions[2].hidden
    assert (page.freeze_panes, hidden) == ("E4", (True, True))


def test_file_holds_texts_that_look_like_formulas_as_texts(client, course):
    course.enrollments.get(roll_number=1).student.__class__.objects.update(name='=HYPERLINK("x")')
    page = saved(client, course).worksheets[0]
    assert (page["D4"].value, page["D4"].data_type) == ('=HYPERLINK("x")', "s")


def test_file_of_another_teacher_is_not_there(client, course):
    client.force_login(factories.TeacherFactory())
    assert client.get(url(course, "book_file")).status_code == 404
    assert client.get(url(course, "book_upload")).status_code == 404


def test_upload_of_the_file_as_it_was_changes_nothing(client, course):
    response = filled(client, course)
    assert (changes(response), problems(response)) == ([], [])


def test_upload_shows_every_change_and_writes_nothing(client, course):
    response = filled(client, course, E4="지각", F4="×", E5="ABSENT")
    assert changes(response) == [
        ("E4", "present", "late"),
        ("F4", None, "absent"),
        ("E5", None, "absent"),
    ]
    assert (Mark.objects.count(), Save.objects.count()) == (1, 0)


def test_upload_that_is_applied_saves_once(client, course, office):
    shown = filled(client, course, E4="×", F5="○")
    answers = [apply(client, course, shown), apply(client, course, shown)]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, url(course, "book"))
    ] * 2
    marks = Mark.objects.order_by("lesson__date").values_list("status__code", "note", "version")
    assert list(marks) == [("absent", "버스", 2), ("present", "", 1)]
    assert (
        list(Save.objects.values_list("origin", "user__name"))
        == [("file", course.lessons.model.objects.count() and Save.objects.first().user.name)] * 2
    )


def test_upload_with_an_emptied_cell_blanks_the_mark(client, course):
    apply(client, course, filled(client, course, **{MARKED: None}))
    assert Mark.objects.get().status is None


def test_upload_of_sorted_rows_finds_the_students(client, course):
    book = saved(client, course)
    page = book.worksheets[0]
    rows = [[cell.value for cell in page[number]] for number in (4, 5)]
    for number, row in zip((5, 4), rows, strict=True):
        for place, value in enumerate(row, 1):
            page.cell(number, place).value = value
    page["F5"] = "△"
    response = upload(client, course, book)
    [change] = response.context["preview"].changes
    assert (change.student, change.after.code) == (
        course.enrollments.get(roll_number=1).student,
        "late",
    )


def test_upload_names_what_cannot_be_and_takes_the_rest(client, course):
    book = saved(client, course)
    page = book.worksheets[0]
    page["E4"], page["F4"], page["E5"], page["F5"] = "=1+1", "퇴근", 45352, "○"
    page["A9"], page["D9"], page["E9"] = None, "새 학생", "○"
    page["A10"], page["F10"] = page["A4"].value, "○"
    assert problems(response := upload(client, course, book)) == [
        ("D9", "출석부에 없는 학생의 행입니다."),
        ("D10", "이 학생이 파일에 두 번 있습니다."),
        ("E4", "출결 상태가 아니라 수식입니다."),
        ("F4", "‘퇴근’은(는) 이 강좌의 출결 상태가 아닙니다."),
        ("E5", "‘45352’은(는) 이 강좌의 출결 상태가 아닙니다."),
    ]
    assert changes(response) == [("F5", None, "present")]


def test_upload_after_lessons_were_cancelled_locked_or_marked_says_so(client, course):
    book = saved(client, course)
    page = book.worksheets[0]
    page["E4"], page["F4"], page["E5"] = "×", "×", "×"
    course.lessons.filter(date__day=3).update(cancelled_at=timezone.now())
    mark = Mark.objects.get()
    Mark.objects.update(status=factories.status("late"), version=2)
    assert problems(upload(client, course, book)) == [
        ("E4", "그사이 출석부에서 바뀌었습니다: △ 지각."),
        ("F4", "휴강된 수업입니다."),
    ]
    factories.PolicyFactory(lock_after_days=0)
    course.lessons.update(date=datetime.date(2020, 11, 2), cancelled_at=None)
    assert {why for _, why in problems(upload(client, course, book))} == {"잠긴 수업입니다."}
    assert Mark.objects.get() == mark


def test_applying_after_somebody_else_marked_saves_nothing(client, course):
    shown = filled(client, course, E4="×", F5="○")
    Mark.objects.update(status=factories.status("late"), version=2)
    assert apply(client, course, shown).status_code == 409
    assert list(Mark.objects.values_list("status__code", "version")) == [("late", 2)]


def test_applying_what_was_shown_to_somebody_else_is_refused(client, course):
    shown = filled(client, course, E4="×")
    client.force_login(factories.OfficeFactory())
    response = apply(client, course, shown)
    assert (response.status_code, list(response.context["refused"].errors)) == (400, ["changes"])
    assert Mark.objects.get().version == 1


def test_applying_an_old_preview_is_refused(client, course, monkeypatch):
    shown = filled(client, course, E4="×")
    monkeypatch.setattr(book_upload, "AN_HOUR", -1)
    assert apply(client, course, shown).status_code == 400


def test_upload_of_another_course_is_refused(client, course):
    other = factories.course_with(1)
    response = upload(client, other, saved(client, course))
    assert response.context["form"].errors == {"file": ["다른 강좌의 파일입니다."]}


def test_upload_by_a_viewer_is_refused(client, course):
    client.force_login(factories.ViewerFactory())
    assert client.get(url(course, "book_upload")).status_code == 403


def repacked(content, **parts):
    """The archive with other or further parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return file.getvalue()


def lol(content):
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    )
    return repacked(content, **{"xl/worksheets/sheet1.xml": bomb, "xl/sharedStrings.xml": bomb})


BAD = {
    "text": (lambda content: b"a,b\n1,2\n", "엑셀 파일(.xlsx)이 아니거나 일부만 있습니다."),
    "truncated": (lambda content: content[:-300], "엑셀 파일(.xlsx)이 아니거나 일부만 있습니다."),
    "zip": (
        lambda content: repacked(EMPTY_ZIP, a="b"),
        "엑셀 파일(.xlsx)이 아니거나 일부만 있습니다.",
    ),
    "password": (
        lambda content: reading.OLD_OR_ENCRYPTED + b"\0" * 600,
        "암호가 걸렸거나 옛 엑셀 형식입니다. 암호 없이 .xlsx로 저장해 주세요.",
    ),
    "macros": (
        lambda content: repacked(content, **{"xl/vbaProject.bin": "x"}),
        "매크로가 든 파일입니다. 매크로 없이 .xlsx로 저장해 주세요.",
    ),
    "broken": (
        lambda content: repacked(content, **{"xl/workbook.xml": "<workbook"}),
        "손상된 엑셀 파일이라 읽을 수 없습니다.",
    ),
    "entities": (lol, "손상된 엑셀 파일이라 읽을 수 없습니다."),
}
EMPTY_ZIP = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("kind", BAD)
def test_upload_of_a_bad_file_says_what_is_wrong(client, course, kind):
    spoil, said = BAD[kind]
    response = upload(client, course, spoil(content_of(saved(client, course))))
    assert (response.status_code, response.context["form"].errors) == (400, {"file": [said]})


def test_upload_of_a_bomb_or_a_large_file_is_refused(client, course, monkeypatch):
    content = content_of(saved(client, course))
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1000)
    bomb = upload(client, course, content)
    monkeypatch.setattr(book_upload, "LARGEST_FILE", 1000)
    large = upload(client, course, content)
    assert [response.context["form"].errors["file"] for response in (bomb, large)] == [
        ["압축을 풀면 너무 큰 파일입니다."],
        ["파일이 너무 큽니다. 최대 10 MB입니다."],
    ]


def test_upload_without_a_file_is_refused(client, course):
    response = client.post(url(course, "book_upload"))
    assert response.status_code == 400
