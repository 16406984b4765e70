"""Students from a file: from the upload over the preview to taking it back."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from legacy.models import Job
from legacy.queue.work import Interrupted
from roster.files import applying, rows
from roster.models import FileImport, FileRow, Student
from tests import factories
from tests.legacy.test_queue import work_off
from tests.roster.sent_files import checked, columns, do, said, send

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def names():
    return list(Student.objects.order_by("pk").values_list("number", "name"))


def test_students_of_a_file_are_shown_then_taken_then_taken_back(client, office):
    there = factories.StudentFactory(number="007", name="김민수", phone="010-1111-2222")
    same = factories.StudentFactory(number="8", name="이서연", phone="010-3333-4444")
    made = checked(
        client,
        "학번,이름,생년월일,연락처\n7,김민수,2013.3.1,1099998888\n8,이서연,,01033334444\n"
        "９,박 하은,2014-05-06,\n9,최다은,,\n,정시우,,\n".encode("cp949"),
    )
    assert said(client, made) == [
        (2, "change", ["학번 007(으)로 보았습니다. 엑셀은 앞의 0을 지웁니다."]),
        (3, "same", []),
        (4, "create", []),
        (5, "problem", ["4행에 같은 내용이 이미 있습니다."]),
        (6, "problem", ["학번 값이 없습니다."]),
    ]
    assert (made.state, Student.objects.count()) == ("checked", 2)
    assert do(client, made, "apply", mode="all").status_code == 400  # not all of them can be
    do(client, made, "apply", mode="good")
    new = Student.objects.get(name="박 하은")
    there.refresh_from_db()
    assert (new.number, new.initials, new.birth_date) == ("9", "ㅂㅎㅇ", datetime.date(2014, 5, 6))
    assert (there.number, there.phone) == ("007", "01099998888")
    assert (made.state, made.counts["written"]) == ("done", 2)
    do(client, made, "undo")
    there.refresh_from_db()
    same.refresh_from_db()
    assert (there.phone, there.birth_date, same.phone) == ("010-1111-2222", None, "010-3333-4444")
    assert names() == [("007", "김민수"), ("8", "이서연")]
    assert made.state == "undone"


def test_undoing_leaves_what_a_person_has_touched(client, office):
    there = factories.StudentFactory(number="1", name="김민수")
    made = checked(
        client, "학번\t이름\t연락처\t비고\n1\t김민수\t010-1\t새\n2\t가\t\t\n3\t나\t\t\n4\t다\t\t\n"
    )
    do(client, made, "apply", mode="all")
    Student.objects.filter(number="1").update(phone="010-9")
    Student.objects.filter(number="2").update(email="a@example.org")
    factories.EnrollmentFactory(student=Student.objects.get(number="3"))
    do(client, made, "undo")
    there.refresh_from_db()
    assert (there.phone, there.note) == ("010-9", "")
    assert names() == [("1", "김민수"), ("2", "가"), ("3", "나")]
    assert {n: code for n, code, _ in said(client, made)} == {
        2: "kept", 3: "kept", 4: "kept", 5: "removed",
    }  # fmt: skip


def test_all_or_nothing_takes_nothing_where_the_book_has_changed(client, office):
    there = factories.StudentFactory(number="1", name="김민수", phone="010-1")
    made = checked(client, "학번,이름,연락처\n5,새,\n1,김민수,010-2\n")
    Student.objects.filter(pk=there.pk).update(phone="010-3")
    do(client, made, "apply", mode="all")
    assert (made.state, made.is_stale, names()) == ("checked", True, [("1", "김민수")])
    do(client, made, "apply", mode="all")
    assert (made.state, names()) == ("done", [("1", "김민수"), ("5", "새")])


def test_good_rows_leave_out_what_has_changed_meanwhile(client, office):
    there = factories.StudentFactory(number="1", name="김민수", phone="010-1")
    made = checked(client, "학번,이름,연락처\n5,새,\n1,김민수,010-2\n")
    Student.objects.filter(pk=there.pk).update(phone="010-3")
    do(client, made, "apply", mode="good")
    there.refresh_from_db()
    assert (there.phone, made.counts["stale"], made.counts["written"]) == ("010-3", 1, 1)


def test_work_that_is_interrupted_goes_on_and_repeats_nothing(client, office, monkeypatch):
    monkeypatch.setattr("roster.querysets.files.CHUNK", 2)
    monkeypatch.setattr(FileRow.objects._queryset_class.chunks, "__defaults__", (2,))
    made = checked(client, "학번,이름\n" + "".join(f"{n},학생{n}\n" for n in range(1, 6)))
    made.takes_all = False

    def stop(number):
        raise Interrupted

    with pytest.raises(Interrupted):
        applying.apply(made, stop)
    assert Student.objects.count() == 2
    assert client.post(reverse("roster:file_discard", args=[made.pk])).status_code == 409
    applying.apply(FileImport.objects.get(), lambda number: None)
    applying.apply(FileImport.objects.get(), lambda number: None)
    assert [number for number, _ in names()] == ["1", "2", "3", "4", "5"]


def test_students_are_known_by_number_and_name_or_birth_date(client, office):
    for name, born in (("김민수", datetime.date(2013, 3, 1)), ("이서연", None)):
        factories.StudentFactory(number="1", name=name, birth_date=born)
    text = (
        "학번,이름,생일,비고\n1,김민수,2013-03-01,가\n1,이서연,2013-03-02,나\n1,박,2013-03-03,다\n"
    )
    by_number = checked(client, text)
    assert said(client, by_number) == [
        (n, "problem", ["출석부의 학생 2명이 해당될 수 있습니다."]) for n in (2, 3, 4)
    ]
    by_both = checked(client, text, match_by="number_name")
    assert said(client, by_both) == [
        (2, "change", []), (3, "change", []), (4, "create", ["같은 학번의 다른 학생이 있습니다."]),
    ]  # fmt: skip
    by_birth = checked(client, text, match_by="name_birth")
    assert said(client, by_birth) == [
        (2, "change", []),
        (3, "problem", ["같은 이름의 학생이 생년월일 없이 출석부에 있습니다."]),
        (4, "create", []),
    ]


def test_dates_with_two_meanings_are_asked_for(client, office):
    send(client, "이름,생년월일\n김민수,1/3/13\n")
    made = FileImport.objects.get()
    asked = columns(client, made, match_by="number", column_number="")
    form = asked.context["form"]
    assert (asked.status_code, list(form.errors)) == (400, ["date_order", "column_number"])
    answered = columns(client, made, match_by="name_birth", date_order="dmy")
    assert answered.status_code == 302
    work_off()
    assert FileRow.objects.get(number=2).after["birth_date"] == "2013-03-01"


def test_columns_that_are_none_are_refused(client, office):
    send(client, "학번,이름\n1,김민수\n")
    made = FileImport.objects.get()
    for place in ("9", "9" * 5000, "-1", "\u0661", "x"):
        answer = columns(client, made, column_birth_date=place)
        assert (answer.status_code, list(answer.context["form"].errors)) == (
            400,
            ["column_birth_date"],
        )
    assert columns(client, made, match_by="key").status_code == 400


def test_columns_are_corrected_by_hand(client, office):
    send(client, "명단\n가,나,다\n1,김민수,2020-01-01\n")
    made = FileImport.objects.get()
    assert made.columns == {}
    page = f"{reverse('roster:file_columns', args=[made.pk])}?row=2"
    assert client.get(page).context["file"].header_row == 2
    twice = client.post(
        page, {"column_number": 0, "column_name": 0, "match_by": "number"}
    )  # fmt: skip
    assert twice.context["form"].errors == {
        name: ["같은 열을 두 번 골랐습니다."] for name in ("column_number", "column_name")
    }
    client.post(page, {"column_number": 0, "column_name": 1, "match_by": "number"})
    work_off()
    assert said(client, FileImport.objects.get()) == [(3, "create", [])]


def test_old_database_keeps_its_fields(client, office, monkeypatch):
    student = factories.StudentFactory(number="1", name="김민수", legacy_key="k", legacy_ref="t:1")
    monkeypatch.setattr(rows, "owned_names", lambda model: {"name"})
    made = checked(client, "학번,이름,비고\n1,다른 이름,메모\n")
    assert said(client, made) == [
        (2, "change", ["기존 데이터베이스에서 온 값이라 바꾸지 않습니다: 이름."])
    ]
    do(client, made, "apply", mode="all")
    student.refresh_from_db()
    assert (student.name, student.note) == ("김민수", "메모")


def test_exported_students_change_nothing_when_they_come_back(client, office):
    for number, name in (("007", "=1+1"), ("007", "김 민수"), ("", "이서연"), ("1.0", "'박")):
        factories.StudentFactory(number=number, name=name, note="첫 줄\n둘째", phone="02-1")
    factories.StudentFactory(birth_date=datetime.date(2013, 3, 1), is_active=False)
    for language in ("ko", "en"):
        client.cookies["django_language"] = language
        response = client.get(reverse("roster:students_file"), {"state": "all"})
        made = checked(client, b"".join(response.streaming_content))
        assert made.counts == {"same": 5}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_template_has_headings_that_are_known(client, office, language):
    client.cookies["django_language"] = language
    response = client.get(reverse("roster:file_template", args=["students"]))
    content = b"".join(response.streaming_content)
    assert len(list(load_workbook(io.BytesIO(content)).active)) == 2
    made = checked(client, content)
    assert (len(made.columns), made.counts) == (11, {"create": 1})
    assert client.get(reverse("roster:file_template", args=["guests"])).status_code == 404


def test_program_is_told_where_the_progress_is(client, office):
    send(client, "학번,이름\n1,가\n")
    made = FileImport.objects.get()
    url = reverse("roster:file_columns", args=[made.pk])
    data = {"column_number": 0, "column_name": 1, "match_by": "number"}
    response = client.post(url, data, headers=JSON)
    assert (response.status_code, response.json()) == (202, {"progress": made.get_absolute_url()})
    page = client.get(made.get_absolute_url())
    assert "data-progress" in page.content.decode()
    assert client.get(made.get_absolute_url(), headers=JSON).json()["state"] == "waiting"
    assert client.post(reverse("roster:file_apply", args=[made.pk])).status_code == 400
    assert do(client, made, "undo").status_code == 409


def test_only_one_file_is_taken_at_a_time(client, office):
    first, second = (checked(client, f"학번,이름\n{n},가\n") for n in (1, 2))
    for made, status in ((first, 302), (second, 409), (first, 409)):
        url = reverse("roster:file_apply", args=[made.pk])
        assert client.post(url, {"mode": "all"}).status_code == status
    assert Job.objects.open().count() == 1


def test_file_that_is_forgotten_is_gone(client, office):
    made = checked(client, "학번,이름\n1,가\n")
    gone = client.post(reverse("roster:file_discard", args=[made.pk]))
    assert (gone.status_code, gone.url) == (302, reverse("roster:file_imports"))
    assert (FileImport.objects.count(), FileRow.objects.count()) == (0, 0)


def test_files_are_forgotten_in_time(client, office):
    old, done = (checked(client, f"학번,이름\n{n},가\n") for n in (1, 2))
    do(client, done, "apply", mode="all")
    for days, left in ((6, 3), (8, 3), (366, 3)):
        FileImport.objects.filter(pk__in=(old.pk, done.pk)).update(
            created_at=timezone.now() - datetime.timedelta(days=days)
        )
        send(client, "학번,이름\n3,가\n")
        assert FileImport.objects.count() == left
    assert not FileImport.objects.filter(pk__in=(old.pk, done.pk)).exists()
    assert Student.objects.count() == 1


def test_nothing_or_two_things_or_a_bad_file_is_refused(client, office):
    url = reverse("roster:file_import_add")
    both = {"kind": "students", "text": "a", "file": SimpleUploadedFile("a.csv", b"a")}
    for data in ({"kind": "students"}, both, {"kind": "x", "text": "a"}):
        assert client.post(url, data).status_code == 400
    bad = send(client, b"\xff\xfe\xff", name="a.csv")
    assert list(bad.context["form"].errors) == ["file"]
    assert FileImport.objects.count() == 0


def test_problems_are_saved_with_their_reasons(client, office):
    made = checked(client, "학번,이름\n1,=가\n1,=가\n")
    response = client.get(reverse("roster:file_problems", args=[made.pk]))
    assert b"".join(response.streaming_content).decode() == (
        "\ufeff학번,이름,이유\r\n1,'=가,2행에 같은 내용이 이미 있습니다.\r\n"
    )


def test_pages_of_files_ask_the_same_however_many_rows(client, office, counted_queries):
    asked = []
    for number in (2, 40):
        made = checked(client, "학번,이름\n" + "".join(f"{n},가\n" for n in range(number)))
        with counted_queries() as queries:
            client.get(made.get_absolute_url())
        asked.append(len(queries))
        with counted_queries() as queries:
            client.get(reverse("roster:file_columns", args=[made.pk]))
        asked.append(len(queries))
    assert asked[:2] == asked[2:]
