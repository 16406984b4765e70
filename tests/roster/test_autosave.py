"""What the page of a lesson sends by itself."""

import json
import logging
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from roster.models import Mark, MarkEvent, StatusSet
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(teacher):
    lesson = factories.LessonFactory(course=factories.course_with(3), date=timezone.localdate())
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    return lesson


def url(lesson):
    return reverse("roster:lesson_marks", args=[lesson.pk])


def students(lesson):
    return [stay.student_id for stay in lesson.course.enrollments.order_by("roll_number")]


def mark(student, code, **values):
    return {"student": student, "status": factories.status(code).pk, "version": 0, **values}


def content(user, *marks, **values):
    return {"user": user.pk, "request": str(uuid.uuid4()), "marks": list(marks), **values}


def send(client, lesson, said):
    body = said if isinstance(said, str) else json.dumps(said)
    headers = {"accept": "application/json"}
    return client.post(url(lesson), body, content_type="application/json", headers=headers)


def test_autosave_saves_and_answers_with_the_marks(client, lesson, teacher):
    first, second, _ = students(lesson)
    late = mark(first, "late", minutes=7, note="버스")
    response = send(client, lesson, content(teacher, late, mark(second, "present")))
    states = {
        str(first): [late["status"], None, 7, "버스", 1],
        str(second): [factories.status("present").pk, None, None, "", 1],
    }
    assert (response.status_code, response.json()) == (200, {"marks": states, "taken": False})
    codes = lesson.marks.order_by("student_id").values_list("status__code", "minutes")
    assert list(codes) == [("late", 7), ("present", None)]


def test_autosave_of_the_last_one_takes_the_lesson(client, lesson, teacher):
    everybody = [mark(student, "present") for student in students(lesson)]
    assert send(client, lesson, content(teacher, *everybody)).json()["taken"] is True
    lesson.refresh_from_db()
    assert lesson.taken_by == teacher


def test_autosave_of_the_last_one_does_not_take_it_where_the_policy_says_so(
    client, lesson, teacher
):
    factories.PolicyFactory(taken_when_complete=False)
    everybody = [mark(student, "present") for student in students(lesson)]
    assert send(client, lesson, content(teacher, *everybody)).json()["taken"] is False
    assert send(client, lesson, content(teacher, take=True)).json()["taken"] is True


def test_autosave_twice_changes_nothing_and_answers_the_same(client, lesson, teacher):
    said = content(teacher, mark(students(lesson)[0], "late"))
    first, again = send(client, lesson, said), send(client, lesson, said)
    assert (again.status_code, again.json()) == (200, first.json())
    assert MarkEvent.objects.count() == 1


def test_autosave_twice_after_somebody_else_answers_with_theirs(client, lesson, teacher):
    student = students(lesson)[0]
    said = content(teacher, mark(student, "late"))
    send(client, lesson, said)
    send(client, lesson, content(teacher, mark(student, "absent", version=1)))
    absent = [factories.status("absent").pk, None, None, "", 2]
    assert send(client, lesson, said).json()["marks"] == {str(student): absent}


def test_autosave_with_a_reused_request_is_a_conflict(client, lesson, teacher):
    said = content(teacher, mark(students(lesson)[0], "late"))
    send(client, lesson, said)
    said["marks"][0]["note"] = "other"
    assert send(client, lesson, said).status_code == 409
    assert lesson.marks.get().note == ""


def test_autosave_over_somebody_elses_mark_says_who_set_what(client, lesson, teacher):
    colleague = factories.TeacherFactory(name="최선생")
    factories.CourseStaffFactory(course=lesson.course, user=colleague)
    other = type(client)()
    other.force_login(colleague)
    first, second, _ = students(lesson)
    send(other, lesson, content(colleague, mark(first, "late")))
    response = send(client, lesson, content(teacher, mark(first, "absent"), mark(second, "late")))
    conflicts = response.json()["conflicts"]
    assert (response.status_code, list(conflicts)) == (409, [str(first)])
    late = [factories.status("late").pk, None, None, "", 1]
    assert (conflicts[str(first)]["by"], conflicts[str(first)]["mark"]) == ("최선생", late)
    assert lesson.marks.count() == 1


def test_autosave_says_saved_only_after_the_commit(client, lesson, teacher, monkeypatch):
    monkeypatch.setattr(MarkEvent.objects, "bulk_create", lambda events: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(client, lesson, content(teacher, mark(students(lesson)[0], "late")))
    assert Mark.objects.count() == 0


def test_autosave_signed_out_is_401(client, lesson, teacher):
    client.logout()
    response = send(client, lesson, content(teacher, mark(students(lesson)[0], "late")))
    assert (response.status_code, response.json()["error"]) == (401, "signed-out")
    assert Mark.objects.count() == 0


def test_autosave_of_another_user_is_refused(client, lesson):
    said = content(factories.TeacherFactory(), mark(students(lesson)[0], "late"))
    response = send(client, lesson, said)
    assert (response.status_code, response.json()["other"]) == (403, True)
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("role", roles.LABELS)
def test_autosave_asks_the_role_and_the_course(client, role):
    user = factories.UserFactory(role=role)
    client.force_login(user)
    lesson = factories.LessonFactory(course=factories.course_with(1))
    status = {roles.TEACHER: 404, roles.VIEWER: 403}.get(role, 200)
    said = content(user, mark(students(lesson)[0], "late"))
    assert send(client, lesson, said).status_code == status
    factories.CourseStaffFactory(course=lesson.course, user=user)
    said = content(user, mark(students(lesson)[0], "present", version=int(status == 200)))
    assert send(client, lesson, said).status_code == (403 if role == roles.VIEWER else 200)


def test_autosave_by_a_superuser_without_a_role_saves(client, lesson):
    user = factories.UserFactory(is_superuser=True)
    client.force_login(user)
    said = content(user, mark(students(lesson)[0], "late"))
    assert send(client, lesson, said).status_code == 200


def test_autosave_of_a_cancelled_lesson_is_a_conflict(client, lesson, teacher):
    lesson.cancelled_at = timezone.now()
    lesson.save()
    said = content(teacher, mark(students(lesson)[0], "late"))
    assert send(client, lesson, said).status_code == 409
    assert Mark.objects.count() == 0


def test_autosave_of_a_locked_lesson_is_locked(client, lesson, teacher):
    factories.PolicyFactory(lock_after_days=0)
    lesson.date = timezone.datetime(2020, 1, 1).date()
    lesson.save()
    said = content(teacher, mark(students(lesson)[0], "late"))
    assert send(client, lesson, said).status_code == 423
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": -5},
        {"minutes": 100_000},
        {"minutes": 10**30},
        {"minutes": "7"},
        {"status": 999_999},
        {"status": True},
        {"reason": 999_999},
        {"note": "x" * 201},
        {"note": 5},
        {"note": "\x00"},
        {"version": -1},
        {"version": None},
        {"student": None},
        {"student": 10**30},
    ],
)
def test_autosave_of_a_bad_value_saves_nothing(client, lesson, teacher, values, caplog):
    first, second, _ = students(lesson)
    said = content(teacher, mark(second, "present"), {**mark(first, "late"), **values})
    with caplog.at_level(logging.WARNING, "roster.views.autosave"):
        response = send(client, lesson, said)
    assert (response.status_code, len(caplog.records)) == (400, 1)
    assert response.json()["error"] != ""
    assert Mark.objects.count() == 0


def test_autosave_of_a_student_of_another_class_saves_nothing(client, lesson, teacher):
    stranger = factories.EnrollmentFactory().student_id
    response = send(client, lesson, content(teacher, mark(stranger, "late")))
    assert (response.status_code, list(response.json()["problems"])) == (400, [str(stranger)])
    assert Mark.objects.count() == 0


def test_autosave_of_a_status_of_another_set_saves_nothing(client, lesson, teacher):
    other = StatusSet.objects.exclude(is_default=True).get().statuses.first()
    said = content(teacher, {"student": students(lesson)[0], "status": other.pk, "version": 0})
    assert send(client, lesson, said).status_code == 400
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    ["", "no JSON", "[]", "3", "{}", '{"user": 1, "request": "x", "marks": []}', "[" * 100_000],
)
def test_autosave_of_nonsense_is_refused(client, lesson, body):
    assert send(client, lesson, body).status_code == 400


def test_autosave_of_a_student_twice_is_refused(client, lesson, teacher):
    student = students(lesson)[0]
    said = content(teacher, mark(student, "late"), mark(student, "absent"))
    assert send(client, lesson, said).status_code == 400
    assert Mark.objects.count() == 0


def test_autosave_of_10000_marks_is_too_much(client, lesson, teacher):
    said = content(teacher, *[{"student": n, "status": 1} for n in range(10_000)])
    assert send(client, lesson, said).status_code == 413


def test_autosave_without_the_token_is_refused(lesson, teacher, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(teacher)
    said = content(teacher, mark(students(lesson)[0], "late"))
    assert send(strict, lesson, said).status_code == 403
    assert Mark.objects.count() == 0


def test_lesson_marks_say_what_stands_in_the_book(client, lesson, teacher):
    student = students(lesson)[0]
    send(client, lesson, content(teacher, mark(student, "late", minutes=3)))
    said = client.get(url(lesson)).json()
    late = [factories.status("late").pk, None, 3, "", 1]
    assert said == {"user": teacher.pk, "marks": {str(student): late}, "taken": False}


def test_lesson_marks_are_sent_again_only_when_they_changed(client, lesson, teacher):
    tag = client.get(url(lesson))["ETag"]
    assert client.get(url(lesson), headers={"If-None-Match": tag}).status_code == 304
    send(client, lesson, content(teacher, mark(students(lesson)[0], "late")))
    assert client.get(url(lesson), headers={"If-None-Match": tag}).status_code == 200


def test_lesson_marks_of_another_teacher_do_not_exist(client, teacher):
    assert client.get(url(factories.LessonFactory())).status_code == 404


def statements(captured):
    """Without what only begins and ends a transaction."""
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(words)]


def test_autosave_of_one_mark_takes_8_queries_and_of_30_at_most_12(
    client, teacher, counted_queries
):
    lesson = factories.LessonFactory(course=factories.course_with(40))
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    first, *others = students(lesson)
    send(client, lesson, content(teacher, *[mark(student, "late") for student in others[:10]]))
    said = content(teacher, mark(first, "late"))
    with counted_queries() as one:
        send(client, lesson, said)
    changed = [mark(student, "absent", version=1) for student in others[:10]]
    added = [mark(student, "absent") for student in others[10:]]
    said = content(teacher, *changed, *added[:20], take=True)
    with counted_queries() as thirty:
        response = send(client, lesson, said)
    assert (response.status_code, lesson.marks.count()) == (200, 31)
    assert len(statements(one)) == 8
    assert len(statements(thirty)) <= 12
