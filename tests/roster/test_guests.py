"""Guests of a lesson, and lessons that are unlocked."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Mark, Student, UnlockRequest
from roster.services.guests import add_guest
from roster.services.locks import is_locked
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(teacher):
    course = factories.CourseStaffFactory(user=teacher, course=factories.course_with(1)).course
    return factories.LessonFactory(course=course, date=timezone.localdate())


def put(mark, code, user):
    entry = Entry(mark.student_id, factories.status(code).pk, version=mark.version)
    save_marks(mark.lesson, [entry], user=user, request_id=uuid.uuid4())


def merge(client, guest, student):
    return client.post(reverse("roster:guest_merge", args=[guest.pk]), {"student": student.pk})


# --- Guests ------------------------------------------------------------------------------------


def test_guest_is_on_the_register_and_can_be_marked(client, lesson, teacher):
    address = reverse("roster:guest_add", args=[lesson.pk])
    response = client.post(address, {"name": "손님"})
    mark = lesson.marks.get()
    assert response.url == f"{lesson.get_absolute_url()}#student-{mark.student_id}"
    row = client.get(lesson.get_absolute_url()).context["forms"].rows[-1]
    assert (row.name, row.is_enrolled, row.version) == ("손님", False, 0)
    put(mark, "present", teacher)
    mark.refresh_from_db()
    assert (mark.status.code, mark.version, mark.events.count()) == ("present", 1, 1)


def test_guest_of_a_cancelled_lesson_is_refused(client, lesson):
    lesson.cancelled_at = timezone.now()
    lesson.save()
    response = client.post(reverse("roster:guest_add", args=[lesson.pk]), {"name": "손님"})
    assert (response.status_code, Student.objects.filter(is_guest=True).count()) == (409, 0)


def test_guest_of_another_teachers_lesson_does_not_exist(client, teacher):
    address = reverse("roster:guest_add", args=[factories.LessonFactory().pk])
    assert client.post(address, {"name": "손님"}).status_code == 404


def test_guest_without_a_name_is_refused(client, lesson):
    response = client.post(reverse("roster:guest_add", args=[lesson.pk]), {"name": " "})
    assert (response.status_code, Mark.objects.count()) == (200, 0)


def test_merged_guest_gives_marks_and_history_to_the_student(client, lesson, office):
    mark = add_guest(lesson, "손님")
    put(mark, "late", office)
    student = factories.StudentFactory()
    assert merge(client, mark.student, student).url == student.get_absolute_url()
    mark.refresh_from_db()
    mark.student_id, guest = student.pk, Student.objects.get(is_guest=True)
    assert (lesson.marks.get().student, mark.events.count()) == (student, 1)
    assert (guest.merged_into, guest.is_active) == (student, False)


@pytest.mark.parametrize(("code", "outcome"), [(None, "late"), ("absent", "absent")])
def test_merged_guest_fills_only_a_blank_mark_of_the_student(client, lesson, office, code, outcome):
    mark = add_guest(lesson, "손님")
    put(mark, "late", office)
    status = code and factories.status(code)
    own = factories.MarkFactory(lesson=lesson, status=status)
    merge(client, mark.student, own.student)
    own.refresh_from_db()
    mark.refresh_from_db()
    assert (own.status.code, mark.status, mark.events.count()) == (outcome, None, 2)
    rows = client.get(lesson.get_absolute_url()).context["forms"].rows
    assert mark.student_id not in {row.student_id for row in rows}


def test_merging_with_another_guest_is_refused(client, lesson, office):
    one, other = add_guest(lesson, "하나").student, add_guest(lesson, "둘").student
    assert merge(client, one, other).status_code == 200
    assert Student.objects.exclude(merged_into=None).count() == 0


def test_merging_somebody_who_is_no_guest_does_not_exist(client, office):
    one, other = factories.StudentFactory.create_batch(2)
    assert merge(client, one, other).status_code == 404


def test_merging_is_for_the_office(client, lesson, teacher):
    guest = add_guest(lesson, "손님").student
    assert merge(client, guest, factories.StudentFactory()).status_code == 403


# --- Locked lessons ------------------------------------------------------------------------------


@pytest.fixture
def locked(lesson):
    factories.PolicyFactory(lock_after_days=3)
    lesson.date -= datetime.timedelta(days=10)
    lesson.save()
    return lesson


def decide(client, request, decision):
    address = reverse("roster:unlock_decide", args=[request.pk])
    response = client.post(address, {"decision": decision})
    request.refresh_from_db()
    return response


def test_teacher_asks_and_the_office_unlocks_for_an_hour(client, locked, teacher):
    address = reverse("roster:unlock_ask", args=[locked.pk])
    assert client.post(address, {"reason": "병원 확인"}).url == locked.get_absolute_url()
    client.post(address, {"reason": "다시"})
    request = UnlockRequest.objects.get()
    assert (request.asked_by, request.reason) == (teacher, "병원 확인")
    client.force_login(factories.OfficeFactory())
    assert list(client.get(reverse("roster:unlocks")).context["opened"]) == [request]
    assert client.get("/").context["unlocks"] == 1
    assert decide(client, request, "grant").url == reverse("roster:unlocks")
    locked.refresh_from_db()
    now = timezone.now()
    assert is_locked(locked) is False
    assert is_locked(locked, now + datetime.timedelta(minutes=61)) is True
    assert decide(client, request, "decline").status_code == 302
    assert request.is_granted is True


def test_office_declines(client, locked, office):
    request = factories.UnlockRequestFactory(lesson=locked)
    decide(client, request, "decline")
    locked.refresh_from_db()
    assert (request.decided_by, request.is_granted, is_locked(locked)) == (office, False, True)


def test_asking_without_a_reason_asks_nothing(client, locked, teacher):
    client.post(reverse("roster:unlock_ask", args=[locked.pk]), {"reason": ""})
    assert UnlockRequest.objects.count() == 0


def test_teacher_decides_nothing(client, locked, teacher):
    request = factories.UnlockRequestFactory(lesson=locked)
    assert decide(client, request, "grant").status_code == 403
    assert client.get(reverse("roster:unlocks")).status_code == 403
    assert request.decided_at is None


def test_asking_for_another_teachers_lesson_does_not_exist(client, teacher):
    address = reverse("roster:unlock_ask", args=[factories.LessonFactory().pk])
    assert client.post(address, {"reason": "x"}).status_code == 404
