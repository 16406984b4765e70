"""Enrolling students, changing and ending an enrolment."""

import datetime

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"roster:{name}", args=args)


def test_enrollment_add_enrols_those_ticked(client, office):
    course = factories.course_with(1)
    new = sorted(factories.StudentFactory.create_batch(2), key=lambda student: student.name)
    data = {"students": [s.pk for s in new], "starts_on": "2026-11-16", "first_number": 2}
    response = client.post(url("enrollment_add", course.pk), data)
    stays = course.enrollments.filter(student__in=new).order_by("roll_number")
    assert (response.status_code, response.url) == (302, course.get_absolute_url())
    assert [(stay.student, stay.roll_number) for stay in stays] == [(new[0], 2), (new[1], 3)]
    assert {stay.starts_on for stay in stays} == {datetime.date(2026, 11, 16)}


def test_enrollment_add_finds_by_initial_consonants(client, office):
    course = factories.CourseFactory()
    found = factories.StudentFactory(name="김민수")
    factories.StudentFactory(name="박서연")
    response = client.get(f"{url('enrollment_add', course.pk)}?q=ㄱㅁ")
    assert list(response.context["found"]) == [found]


def test_enrollment_add_by_htmx_sends_the_list_only(client, office):
    course = factories.CourseFactory()
    address = url("enrollment_add", course.pk)
    response = client.get(address, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()


def test_enrollment_add_offers_nobody_who_is_there(client, office):
    course = factories.course_with(1)
    assert list(client.get(url("enrollment_add", course.pk)).context["found"]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"students": []},
        {"students": [999999]},
        {"students": ["x"]},
        {"students": ["9" * 30]},
        {"starts_on": "soon"},
        {"ends_on": "2026-11-15"},
        {"first_number": "0"},
    ],
)
def test_enrollment_add_with_bad_input_enrols_nobody(client, office, wrong):
    course = factories.CourseFactory()
    data = {"students": [factories.StudentFactory().pk], "starts_on": "2026-11-16"} | wrong
    response = client.post(url("enrollment_add", course.pk), data)
    assert list(response.context["form"].errors) == list(wrong)
    assert course.enrollments.count() == 0


def test_enrollment_add_with_an_impossible_key_in_the_address_ticks_nobody(client, office):
    course = factories.course_with(1)
    response = client.get(f"{url('enrollment_add', course.pk)}?students={'9' * 30}&students=x")
    assert list(response.context["picked"]) == []


def test_enrollment_add_of_days_already_taken_enrols_nobody(client, office):
    stay = factories.EnrollmentFactory(ends_on=datetime.date(2026, 3, 1))
    data = {"students": [stay.student_id], "starts_on": "2026-03-01"}
    response = client.post(url("enrollment_add", stay.course_id), data)
    assert response.context["form"].has_error("__all__", "overlap")
    assert stay.course.enrollments.count() == 1


def test_enrollment_edit_ends_a_stay(client, office):
    stay = factories.EnrollmentFactory(roll_number=7)
    data = {"roll_number": 7, "ends_on": "2026-11-30"}
    response = client.post(url("enrollment_edit", stay.pk), data)
    stay.refresh_from_db()
    assert (response.status_code, response.url) == (302, stay.course.get_absolute_url())
    assert stay.ends_on == datetime.date(2026, 11, 30)


def test_enrollment_edit_that_overlaps_changes_nothing(client, office):
    stay = factories.EnrollmentFactory(ends_on=datetime.date(2026, 3, 1))
    later = factories.EnrollmentFactory(
        student=stay.student, course=stay.course, starts_on=datetime.date(2026, 9, 1)
    )
    response = client.post(url("enrollment_edit", later.pk), {"starts_on": "2026-02-01"})
    later.refresh_from_db()
    assert response.context["form"].has_error("__all__", "overlap")
    assert later.starts_on == datetime.date(2026, 9, 1)


@pytest.mark.parametrize(("owned", "hint"), [({"ends_on"}, "거기에서"), (set(), "종료일을")])
def test_enrollment_edit_says_where_a_stay_is_ended(client, office, monkeypatch, owned, hint):
    monkeypatch.setattr("legacy.owned_forms.owned_fields", lambda row: owned)
    page = client.get(url("enrollment_edit", factories.EnrollmentFactory().pk)).content.decode()
    assert [word in page for word in ("거기에서", "종료일을")] == [
        word == hint for word in ("거기에서", "종료일을")
    ]


def test_enrollment_edit_of_owned_fields_changes_nothing(client, office, monkeypatch):
    monkeypatch.setattr("legacy.owned_forms.owned_fields", lambda row: {"ends_on", "student"})
    stay = factories.EnrollmentFactory()
    client.post(url("enrollment_edit", stay.pk), {"ends_on": "2026-11-30", "roll_number": 3})
    stay.refresh_from_db()
    assert (stay.ends_on, stay.roll_number) == (None, 3)


@pytest.mark.parametrize("role", ["teacher", "viewer"])
def test_enrollment_edit_is_for_the_office(client, request, role):
    request.getfixturevalue(role)
    stay = factories.EnrollmentFactory()
    assert client.post(url("enrollment_edit", stay.pk), {}).status_code == 403
