"""What a worker does with files: large ones are read there, and all of it can be stopped."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from legacy.models import Job
from legacy.queue.work import Cancelled, Work
from roster.files import reading
from roster.models import FileContent, FileImport, FileRow, Student
from tests.legacy.test_queue import work_off
from tests.roster.sent_files import checked, columns, do, send
from tests.roster.test_file_reading import workbook

pytestmark = pytest.mark.django_db
FIVE = "학번,이름\n" + "".join(f"{n},학생{n}\n" for n in range(1, 6))
STOPPED = "중지됨: 사용자가 중지했습니다"


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(FileRow.objects._queryset_class.chunks, "__defaults__", (2,))


@pytest.fixture
def all_large(monkeypatch):
    monkeypatch.setattr(reading, "LARGE", 10)


@pytest.fixture
def stopping(monkeypatch):
    """A context in which work is stopped when it first says how far it is."""

    def stop(work, number=1):
        if number:
            raise Cancelled("Stopped by hand")

    @contextmanager
    def stopping():
        with monkeypatch.context() as patched:
            patched.setattr(Work, "advance", stop)
            yield

    return stopping


def test_large_file_is_read_by_the_worker(client, office, all_large):
    response = send(client, FIVE.encode("cp949"))
    made = FileImport.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.state, made.rows.count(), Job.objects.get().kind) == ("reading", 0, "read file")
    assert "data-progress" in client.get(response.url).text
    work_off()
    columns_page = reverse("roster:file_columns", args=[made.pk])
    assert client.get(response.url).url == columns_page
    made.refresh_from_db()
    assert (made.state, made.columns, made.rows.count()) == ("open", {"number": 0, "name": 1}, 6)
    assert not FileContent.objects.exists()
    columns(client, made)
    work_off()
    do(client, made, "apply", mode="all")
    assert Student.objects.count() == 5


def test_large_paste_is_read_by_the_worker(client, office, all_large):
    send(client, FIVE)
    work_off()
    made = FileImport.objects.get()
    assert (made.name, made.rows.count()) == ("", 6)


def test_paste_that_begins_like_a_workbook_is_a_text(client, office, all_large):
    send(client, "PK,이름\n" + FIVE)
    work_off()
    assert FileImport.objects.get().rows.first().cells == ["PK", "이름"]


def test_large_file_that_cannot_be_read_says_why_and_is_forgotten(client, office, all_large):
    response = send(client, b"\xff" * 50)
    work_off()
    page = client.get(response.url)
    said = "실패: 엑셀 파일도 아니고 UTF-8, UTF-16, CP949 텍스트도 아닙니다."
    assert said in page.text
    made = FileImport.objects.get()
    assert client.get(reverse("roster:file_columns", args=[made.pk])).url == response.url
    assert do_discard(client, made).url == reverse("roster:file_imports")
    assert (FileImport.objects.count(), FileContent.objects.count()) == (0, 0)


def do_discard(client, made):
    return client.post(reverse("roster:file_discard", args=[made.pk]))


@pytest.mark.parametrize(("rows", "large"), [(100, False), (2000, True)])
def test_workbook_is_large_by_what_it_unpacks_to(rows, large):
    lines = [(f"S{n:06}", f"학생{n}", "2013-03-01", f"s{n}@example.org") for n in range(rows)]
    assert reading.is_large(workbook(*lines)) is large


def test_file_that_waits_is_stopped_at_once(client, office, all_large):
    response = send(client, FIVE.encode())
    made = FileImport.objects.get()
    stopped = client.post(reverse("roster:file_stop", args=[made.pk]))
    assert (stopped.status_code, stopped.url) == (302, response.url)
    work_off()
    assert (made.rows.count(), Job.objects.get().state) == (0, "cancelled")
    assert "중지됨" in client.get(response.url).text
    assert do_discard(client, made).status_code == 302


def test_work_that_has_ended_is_not_stopped(client, office):
    made = checked(client, FIVE)
    assert client.post(reverse("roster:file_stop", args=[made.pk])).url == made.get_absolute_url()
    assert (Job.objects.get().state, Job.objects.get().is_cancelled) == ("done", False)


def test_reading_that_is_stopped_keeps_no_row(client, office, all_large, stopping):
    send(client, FIVE.encode())
    with stopping():
        work_off()
    made = FileImport.objects.get()
    assert (made.state, made.rows.count()) == ("reading", 0)
    assert STOPPED in client.get(made.get_absolute_url()).text


def test_looking_again_that_is_stopped_shows_no_row_that_counts(
    client, office, small_chunks, stopping
):
    made = checked(client, FIVE)
    columns(client, made, column_name=1)
    with stopping():
        work_off()
    made.refresh_from_db()
    assert (made.state, made.counts) == ("open", {})
    assert STOPPED in client.get(made.get_absolute_url()).text
    columns(client, made)
    work_off()
    made.refresh_from_db()
    assert (made.state, made.counts) == ("checked", {"create": 5})


def test_taking_all_rows_that_is_stopped_takes_none(client, office, small_chunks, stopping):
    made = checked(client, FIVE)
    with stopping():
        do(client, made, "apply", mode="all")
    assert (Student.objects.count(), made.state, made.counts) == (0, "checked", {"create": 5})
    do(client, made, "apply", mode="all")
    assert Student.objects.count() == 5


def test_taking_good_rows_that_is_stopped_goes_on_or_is_taken_back(
    client, office, small_chunks, stopping
):
    made = checked(client, FIVE)
    with stopping():
        do(client, made, "apply", mode="good")
    assert (Student.objects.count(), made.counts) == (2, {"create": 5, "written": 2})
    assert "지금까지 2행을 가져왔습니다." in client.get(made.get_absolute_url()).text
    do(client, made, "apply", mode="good")
    assert (Student.objects.count(), made.state) == (5, "done")
    with stopping():
        do(client, made, "undo")
    assert (Student.objects.count(), made.counts["removed"]) == (3, 2)
    do(client, made, "undo")
    assert (Student.objects.count(), made.state, made.counts["removed"]) == (0, "undone", 5)
