"""One mark: its history and its attachments."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from roster.models import Attachment, MarkEvent, Save
from roster.services.attachments import MOST_BYTES, type_of
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a certificate"
JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
def mark(teacher):
    course = factories.CourseStaffFactory(user=teacher).course
    return factories.MarkFactory(lesson=factories.LessonFactory(course=course))


def url(mark):
    return reverse("roster:mark", args=[mark.lesson_id, mark.student_id])


def upload(client, mark, *contents):
    files = [SimpleUploadedFile(f"{n}.pdf", content) for n, content in enumerate(contents)]
    return client.post(url(mark), {"files": files})


def change(mark, code, user):
    entry = Entry(mark.student_id, factories.status(code).pk, version=mark.version)
    save_marks(mark.lesson, [entry], user=user, request_id=uuid.uuid4())


def test_mark_page_shows_who_changed_what_when_and_how(client, mark, teacher):
    change(mark, "late", teacher)
    (shown,) = client.get(url(mark)).context["changes"]
    assert (shown.before.status.code, shown.after.status.code) == ("present", "late")
    assert (shown.by, shown.at, shown.origin) == (
        teacher,
        Save.objects.get().created_at,
        "수업 화면",
    )
    assert shown.is_correction is False


def test_mark_page_shows_corrections_after_the_lock_as_such(client, mark, teacher):
    factories.PolicyFactory(lock_after_days=3)
    lesson = mark.lesson
    lesson.date = timezone.localdate() - datetime.timedelta(days=10)
    lesson.unlocked_until = timezone.now() + datetime.timedelta(hours=1)
    lesson.save()
    change(mark, "late", teacher)
    (shown,) = client.get(url(mark)).context["changes"]
    assert shown.is_correction is True


def test_mark_page_takes_as_many_queries_for_9_changes_as_for_1(
    client, mark, teacher, counted_queries
):
    counts = []
    for number in (1, 8):
        for _ in range(number):
            change(mark, ["late", "absent"][mark.version % 2], teacher)
            mark.refresh_from_db()
        with counted_queries() as queries:
            client.get(url(mark))
        counts.append(len(queries))
    assert (counts[0], MarkEvent.objects.count()) == (counts[1], 9)


def test_several_files_are_attached_at_once_and_given_back_as_a_download(client, mark, teacher):
    assert upload(client, mark, PDF, JPEG).status_code == 302
    kept = list(mark.attachments.values_list("name", "content_type", "added_by"))
    assert kept == [("0.pdf", "application/pdf", teacher.pk), ("1.pdf", "image/jpeg", teacher.pk)]
    response = client.get(reverse("roster:attachment", args=[mark.attachments.last().pk]))
    assert b"".join(response) == JPEG
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_lies_outside_of_what_the_web_server_gives(mark, client, settings):
    upload(client, mark, PDF)
    path = mark.attachments.get().file.path
    assert path.startswith(f"{settings.ATTACHMENTS_DIR}/")
    assert "pdf" not in path


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"PK\x03\x04 a zip", b"GIF89a", b"", b"MZ\x90", b" %PDF-"],
)
def test_a_file_that_is_neither_photo_nor_pdf_is_refused_with_all_others(client, mark, content):
    response = upload(client, mark, PDF, content)
    assert (response.status_code, len(response.context["form"].errors)) == (400, 1)
    assert Attachment.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(client, mark):
    assert upload(client, mark, PDF + b" " * MOST_BYTES).status_code == 400
    assert Attachment.objects.count() == 0


def test_too_many_files_and_no_file_are_refused(client, mark):
    assert upload(client, mark, *[PDF] * 11).status_code == 400
    assert client.post(url(mark), {}).status_code == 400
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"\x00\x00\x00\x18ftypisom", None),
    ],
)
def test_type_of_a_file_is_what_its_bytes_say(head, kind):
    assert type_of(head) == kind


def test_a_file_taken_away_is_gone_from_the_page_and_kept(client, mark):
    upload(client, mark, PDF)
    file = mark.attachments.get()
    assert client.post(reverse("roster:attachment_remove", args=[file.pk])).status_code == 302
    assert list(client.get(url(mark)).context["attachments"]) == []
    assert client.get(reverse("roster:attachment", args=[file.pk])).status_code == 404
    file.refresh_from_db()
    assert file.file.read() == PDF


def test_a_file_that_is_lost_does_not_exist(client, mark):
    upload(client, mark, PDF)
    file = mark.attachments.get()
    file.file.storage.delete(file.file.name)
    assert client.get(reverse("roster:attachment", args=[file.pk])).status_code == 404


def test_mark_and_files_of_another_teacher_do_not_exist(client, mark):
    upload(client, mark, PDF)
    client.force_login(factories.TeacherFactory())
    file = mark.attachments.get().pk
    assert client.get(url(mark)).status_code == 404
    assert client.get(reverse("roster:attachment", args=[file])).status_code == 404
    assert client.post(reverse("roster:attachment_remove", args=[file])).status_code == 404


def test_a_viewer_may_look_but_not_attach(client, mark, viewer):
    assert client.get(url(mark)).status_code == 200
    assert upload(client, mark, PDF).status_code == 403


def test_register_shows_attachments_and_what_is_missing(client, mark, teacher):
    page = reverse("roster:lesson", args=[mark.lesson_id])
    assert "📎" not in client.get(page).text
    upload(client, mark, PDF)
    assert "📎" in client.get(page).text
