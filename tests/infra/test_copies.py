"""Backups: whole while people work, put back only where they belong, and a drill that proves it."""

import errno
import json
import os
import shutil
import stat
import threading
import uuid
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.mysql.client import DatabaseClient

from legacy.copies import backups, programs
from roster.models import Mark
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

STARTS = (
    "import attendance_site.wsgi; from django.test import Client;"
    "ask = Client(SERVER_NAME='localhost').get;"
    "print(ask('/healthz').json(), ask('/').url)"
)


@pytest.fixture
def lesson():
    return factories.LessonFactory(course=factories.course_with(3))


@pytest.fixture
def attachments(settings, tmp_path):
    """The folder of attached files, this test's own."""
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return settings.ATTACHMENTS_DIR


@pytest.fixture
def empty_site(request, tmp_path, suffix):
    """URL of an empty database of the kind that the site of the tests has."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    server = request.getfixturevalue("mariadb")
    server.create(f"restored{suffix}")
    return f"{server.url(f'restored{suffix}')}?connect_timeout=20"


@pytest.fixture
def own_url(request):
    """URL of the database of this very test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{request.getfixturevalue('mariadb').url(name)}?connect_timeout=20"


def save_round(lesson, teacher, code):
    """Marks the whole class, as the page of the lesson does."""
    status, versions = (
        factories.status(code).pk,
        dict(lesson.marks.values_list("student", "version")),
    )
    students = lesson.course.enrollments.values_list("student", flat=True)
    entries = [Entry(one, status, version=versions.get(one, 0)) for one in students]
    save_marks(lesson, entries, user=teacher, request_id=uuid.uuid4())


def writing(lesson, teacher, begun, stop):
    try:
        while not stop.is_set():
            for code in ("present", "absent"):
                save_round(lesson, teacher, code)
            begun.set()
    finally:
        connections.close_all()


def verified():
    out = StringIO()
    call_command("verify_book", stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_backup_taken_while_marks_are_saved_is_whole(
    lesson, manage, empty_site, tmp_path, attachments
):
    begun, stop, file = threading.Event(), threading.Event(), tmp_path / "book.zip"
    teacher = factories.TeacherFactory()
    writer = threading.Thread(target=writing, args=(lesson, teacher, begun, stop))
    writer.start()
    try:
        assert begun.wait(60)
        before = sum(lesson.marks.values_list("version", flat=True))
        call_command("backup", file, stdout=StringIO())
    finally:
        stop.set()
        writer.join()
    after = sum(lesson.marks.values_list("version", flat=True))
    ran = manage("restore", file, site=empty_site)
    assert (ran.code, ran.stderr) == (0, "")
    proved = manage("verify_book", site=empty_site)
    assert (proved.code, proved.stderr) == (0, "")
    counted = dict(line.split() for line in proved.stdout.splitlines())
    assert counted["mark"] == "3"
    assert before <= int(counted["markevent"].replace(",", "")) <= after


@pytest.mark.django_db(transaction=True)
def test_restore_drill(lesson, manage, empty_site, tmp_path, attachments):
    save_round(lesson, factories.TeacherFactory(), "late")
    attached = factories.AttachmentFactory(mark=lesson.marks.first())
    (attachments / attached.file.name).parent.mkdir(parents=True)
    shutil.copyfile(attached.file.path, attachments / attached.file.name)
    file, restored = tmp_path / "book.zip", tmp_path / "files"
    call_command("backup", file, stdout=StringIO())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    where = {"site": empty_site, "ATTACHMENTS_DIR": str(restored), "HTTPS": "no"}
    assert manage("restore", file, **where).stdout.endswith("; 1 attached files\n")
    assert (restored / attached.file.name).read_bytes() == b"%PDF-1.7"
    assert manage("verify_book", **where).stdout == verified()
    started = manage("shell", "-v0", "-c", STARTS, **where).stdout
    assert started == "{'status': 'ok'} /login/?next=/\n"

    refused = manage("restore", file, **where)
    assert refused.code == 1
    assert refused.stderr.endswith("tables; use an empty one, or --overwrite\n")
    again = manage("restore", file, "--overwrite", **where)
    assert (again.code, again.stderr) == (0, "")
    assert manage("verify_book", **where).stdout == verified()


@pytest.mark.django_db(transaction=True)
def test_site_moves_to_another_database(lesson, manage, template, site_url, own_url, tmp_path):
    """From the tests' own kind of database into SQLite, and from there into that kind."""
    user = factories.TeacherFactory(password="correct horse battery staple")
    save_round(lesson, user, "late")
    factories.ExcuseFactory(student=lesson.marks.first().student)
    shutil.copyfile(template, tmp_path / "middle.sqlite3")
    middle = f"sqlite:///{tmp_path / 'middle.sqlite3'}"
    where = {"site": middle, "COPY_FROM_URL": own_url}
    moved = manage("copy_site", **where)
    assert (moved.code, moved.stderr) == (0, "")
    assert "roster_mark                                 3" in moved.stdout.splitlines()
    assert manage("copy_site", site=site_url, COPY_FROM_URL=middle).code == 0
    assert manage("verify_book", site=site_url).stdout == verified()
    again = manage("copy_site", **where)
    assert (again.code, again.stderr) == (
        1,
        "CommandError: the site at DATABASE_URL is in use; copy into a new one\n",
    )


def archive(path, contents, *parts):
    with zipfile.ZipFile(path, "w") as made:
        if contents:
            made.writestr("contents.json", json.dumps(contents))
        for name in parts:
            made.writestr(name, b"content of a part")
    return path


@pytest.mark.django_db
def test_restore_refuses_what_is_no_backup_of_this_site(tmp_path):
    part = backups.database_part(connection.vendor)
    own = {"format": 1, "database": connection.vendor, "migrations": [], "made_at": "2026-11-22"}
    other = {"sqlite": "mysql", "mysql": "sqlite"}[connection.vendor]
    damaged = archive(tmp_path / "damaged", own, part)
    damaged.write_bytes(damaged.read_bytes().replace(b"content of a part", b"another of a part"))
    (tmp_path / "text").write_text("no archive")
    said = {
        archive(tmp_path / "empty", None): "is no backup of this site",
        archive(tmp_path / "half", own): "is no backup of this site",
        archive(tmp_path / "newer", own | {"format": 2}, part): "was made by a newer version",
        archive(
            tmp_path / "ahead", own | {"migrations": [["roster", "9999_later"]]}, part
        ): "the backup is of a newer site: it has roster.9999_later",
        archive(
            tmp_path / "other", own | {"database": other}, backups.database_part(other)
        ): f"the backup is of {other}, and DATABASE_URL says {connection.vendor}",
        archive(
            tmp_path / "slip", own, part, "attachments/../../secret_key"
        ): "has a file that is no attachment: attachments/../../secret_key",
        archive(tmp_path / "full", own, part): " tables; use an empty one, or --overwrite",
        damaged: f"is damaged: {part}",
        tmp_path / "text": "is no backup, or a damaged one",
        tmp_path / "nowhere": "No such file or directory",
    }
    for file, words in said.items():
        with pytest.raises(CommandError) as refused:
            call_command("restore", file)
        assert words in str(refused.value)
    assert Mark.objects.count() == 0  # the tables are all there


@pytest.mark.django_db
def test_backup_that_fails_leaves_the_last_one_and_nothing_else(tmp_path, monkeypatch, attachments):
    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "to" / "book.zip"
    call_command("backup", file, stdout=StringIO())
    last = file.read_bytes()
    monkeypatch.setattr(backups, "_settle", full)
    with pytest.raises(CommandError, match=r"^No space left on device$"):
        call_command("backup", file)
    assert (list(file.parent.iterdir()), file.read_bytes()) == ([file], last)


@pytest.mark.django_db
def test_backup_without_a_name_lies_where_the_doctor_looks_and_forgets_old_ones(
    settings, tmp_path, attachments
):
    settings.VAR_DIR, out = tmp_path, StringIO()
    assert backups.newest() is None
    old = tmp_path / "backups/book-2026-01-01-0400.zip"
    others = tmp_path / "backups/of-somebody-else.zip"
    old.parent.mkdir()
    for file in (old, others):
        file.touch()
    os.utime(old, (0, 0))
    os.utime(others, (0, 0))
    call_command("backup", keep=30, stdout=out)
    [made] = set(old.parent.iterdir()) - {others}
    assert backups.newest() == made.stat().st_mtime
    assert out.getvalue().splitlines()[1:] == ["older ones deleted: 1"]


def test_password_travels_in_the_environment_of_the_program_only():
    class Server:
        vendor, client = "mysql", DatabaseClient
        settings_dict = {
            "NAME": "book", "USER": "book", "PASSWORD": "sesame", "HOST": "", "PORT": "",
            "OPTIONS": {"charset": "utf8mb4", "unix_socket": "/run/s"},
        }  # fmt: skip

    (_program, *words), secrets = programs._command(Server, ("true",), ("--quick",))
    assert words == [
        "--no-defaults", "--socket=/run/s", "--quick", "--user=book",
        "--default-character-set=utf8mb4", "book",
    ]  # fmt: skip
    assert secrets == {"MYSQL_PWD": "sesame"}


@pytest.mark.django_db
def test_verify_book_names_what_contradicts_its_history(lesson):
    save_round(lesson, factories.TeacherFactory(), "present")
    factories.MarkFactory(import_run=1, source="imported")
    before = verified()
    first, second, third = lesson.marks.order_by("pk")
    Mark.objects.filter(pk=first.pk).update(status=factories.status("absent"))
    Mark.objects.filter(pk=second.pk).update(version=2)
    attached = factories.AttachmentFactory(mark=third, size=9)
    out = StringIO()
    with pytest.raises(CommandError) as told:
        call_command("verify_book", stdout=out)
    assert str(told.value) == (
        f"2 marks are not what their history says: {first.pk}, {second.pk};"
        f" 1 attached files are missing or cut off: {attached.pk}"
    )
    assert out.getvalue().splitlines()[-1] != before.splitlines()[-1]
