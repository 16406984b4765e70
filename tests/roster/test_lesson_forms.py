"""Making, changing, cancelling and restoring a lesson."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Lesson
from tests import factories

pytestmark = pytest.mark.django_db
VALUES = {
    "kind": "regular",
    "date": "2026-11-24",
    "starts_at": "15:00",
    "ends_at": "15:50",
    "units": "1",
}


def url(name, *args):
    return reverse(f"roster:{name}", args=args)


@pytest.fixture
def lesson(teacher):
    lesson = factories.LessonFactory(topic="함수")
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    return lesson


def test_lesson_add_makes_a_lesson(client, lesson):
    response = client.post(url("lesson_add", lesson.course_id), VALUES | {"version": 1})
    made = Lesson.objects.exclude(pk=lesson.pk).get()
    assert (response.status_code, response.url) == (302, made.get_absolute_url())
    assert (made.course, made.date) == (lesson.course, datetime.date(2026, 11, 24))


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": ""},
        {"date": "24.13.2026"},
        {"date": "9999-12-31"},
        {"date": "0001-01-01"},
        {"units": "0"},
        {"units": "-1"},
    ],
)
def test_lesson_add_with_bad_input_makes_none(client, lesson, wrong):
    data = VALUES | {"version": 1} | wrong
    response = client.post(url("lesson_add", lesson.course_id), data)
    assert list(response.context["form"].errors) == list(wrong)
    assert Lesson.objects.count() == 1


def test_lesson_edit_changes_fields_and_version(client, lesson):
    response = client.post(url("lesson_edit", lesson.pk), VALUES | {"topic": "도형", "version": 1})
    lesson.refresh_from_db()
    assert (response.status_code, response.url) == (302, lesson.get_absolute_url())
    assert (lesson.topic, lesson.version) == ("도형", 2)


def test_lesson_edit_against_an_older_version_is_a_conflict(client, lesson):
    data = VALUES | {"version": 1}
    client.post(url("lesson_edit", lesson.pk), data | {"topic": "first"})
    response = client.post(url("lesson_edit", lesson.pk), data | {"topic": "second"})
    lesson.refresh_from_db()
    assert (response.status_code, lesson.topic) == (409, "first")
    assert response.context["form"]["topic"].value() == "second"
    assert response.context["form"]["version"].value() == "2"


def test_lesson_edit_of_a_locked_lesson_is_locked(client, lesson):
    factories.PolicyFactory(lock_after_days=0)
    Lesson.objects.update(date=datetime.date(2020, 1, 1))
    response = client.post(url("lesson_edit", lesson.pk), VALUES | {"version": 1})
    lesson.refresh_from_db()
    assert (response.status_code, lesson.date.year) == (423, 2020)


def test_lesson_cancel_asks_first(client, lesson):
    response = client.get(url("lesson_cancel", lesson.pk))
    lesson.refresh_from_db()
    assert (response.context["action"], lesson.is_cancelled) == ("cancel", False)


def test_lesson_cancel_and_restore(client, lesson):
    response = client.post(url("lesson_cancel", lesson.pk))
    lesson.refresh_from_db()
    assert (response.status_code, lesson.is_cancelled) == (302, True)
    client.post(url("lesson_restore", lesson.pk))
    lesson.refresh_from_db()
    assert lesson.is_cancelled is False


def test_lesson_cancel_of_a_locked_lesson_is_locked(client, lesson):
    factories.PolicyFactory(lock_after_days=0)
    Lesson.objects.update(date=timezone.localdate() - datetime.timedelta(days=1))
    assert client.post(url("lesson_cancel", lesson.pk)).status_code == 423
    lesson.refresh_from_db()
    assert lesson.is_cancelled is False


ACTIONS = ("lesson_edit", "lesson_cancel", "lesson_restore")


@pytest.mark.parametrize("name", ACTIONS)
def test_lesson_of_another_teacher_does_not_exist(client, teacher, name):
    lesson = factories.LessonFactory()
    assert client.get(url(name, lesson.pk)).status_code == 404
    assert client.post(url(name, lesson.pk)).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_lesson_for_a_viewer_cannot_be_changed(client, viewer, name):
    lesson = factories.LessonFactory()
    assert client.post(url(name, lesson.pk)).status_code == 403


@pytest.mark.parametrize("name", ACTIONS)
def test_lesson_for_a_stranger_leads_to_the_door(client, name):
    address = url(name, factories.LessonFactory().pk)
    response = client.post(address)
    assert (response.status_code, response.url) == (302, f"/login/?next={address}")
