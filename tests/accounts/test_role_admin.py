"""Roles in the admin: their permissions are editable, the four of them are not."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts import roles
from tests.factories import AdministratorFactory, OfficeFactory, TeacherFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/role/"


@pytest.fixture
def office(client):
    client.force_login(AdministratorFactory())
    return Group.objects.get(name=roles.OFFICE)


def permission(codename):
    return Permission.objects.get(codename=codename, content_type__app_label="roster")


def test_role_list_counts_active_members(client, office):
    TeacherFactory()
    TeacherFactory(is_active=False)
    response = client.get(LIST)
    rows = {group.name: group.active_members for group in response.context["cl"].result_list}
    assert rows == {"administrator": 1, "office": 0, "teacher": 1, "viewer": 0}
    assert "교사" in response.text


def test_role_page_names_permissions_in_the_readers_language(client, office):
    administrators = Group.objects.get(name=roles.ADMINISTRATOR)
    response = client.get(f"{LIST}{administrators.pk}/change/")
    labels = [
        label for _, label in response.context["adminform"].form.fields["permissions"].choices
    ]
    assert {"출석부 | 학생 | 수정", "출석 확인과 수업 수정"} < set(labels)
    kinds = response.context["adminform"].form.fields["permissions"].queryset
    apps = set(kinds.values_list("content_type__app_label", flat=True))
    assert apps == {"accounts", "legacy", "roster"}


def test_role_permissions_can_be_changed_and_name_cannot(client, office):
    right = Permission.objects.get(codename="take_attendance")
    data = {"name": "boss", "permissions": [right.pk]}
    office.permissions.set([permission("view_student")])
    response = client.post(f"{LIST}{office.pk}/change/", data)
    office.refresh_from_db()
    assert response.status_code == 302
    assert office.name == roles.OFFICE
    held = office.permissions.values_list("codename", flat=True)
    assert sorted(held) == ["take_attendance", "view_student"]


def test_role_keeps_what_the_page_does_not_offer(client, office):
    administrators = Group.objects.get(name=roles.ADMINISTRATOR)
    administrators.permissions.add(Permission.objects.get(codename="view_contenttype"))
    kept = Permission.objects.filter(codename__in=["view_role", "change_role"])
    data = {"permissions": [one.pk for one in kept]}
    assert client.post(f"{LIST}{administrators.pk}/change/", data).status_code == 302
    held = administrators.permissions.values_list("codename", flat=True)
    assert sorted(held) == ["change_role", "view_contenttype", "view_role"]


def test_role_cannot_be_given_rights_on_the_machinery(client, office):
    machinery = Permission.objects.get(codename="change_contenttype")
    response = client.post(f"{LIST}{office.pk}/change/", {"permissions": [machinery.pk]})
    assert list(response.context["adminform"].errors) == ["permissions"]
    assert not office.permissions.filter(pk=machinery.pk).exists()


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_role_cannot_be_added_or_deleted(client, office, path):
    response = client.post(LIST + path.format(pk=office.pk), {"name": "new", "post": "yes"})
    assert response.status_code == 403
    assert Group.objects.count() == 4


def test_role_page_costs_few_queries(client, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert client.get(f"{LIST}{office.pk}/change/").status_code == 200


def offered(client, name):
    role = Group.objects.get(name=name)
    form = client.get(f"{LIST}{role.pk}/change/").context["adminform"].form
    return {permission.codename for permission in form.fields["permissions"].queryset}


def test_role_is_offered_what_makes_a_difference(client, office):
    assert offered(client, roles.TEACHER) == set(roles.RIGHTS)
    assert offered(client, roles.ADMINISTRATOR) > {*roles.RIGHTS, "change_student", "view_run"}


def test_role_right_taken_closes_the_page(client, office):
    desk = Client()
    desk.force_login(OfficeFactory())
    assert desk.get("/students/add/").status_code == 200
    rights = Permission.objects.filter(codename__in=["see_everything", "take_attendance"])
    client.post(f"{LIST}{office.pk}/change/", {"permissions": [one.pk for one in rights]})
    assert desk.get("/students/add/").status_code == 403


def test_role_of_administrators_keeps_the_way_back(client, office):
    administrators = Group.objects.get(name=roles.ADMINISTRATOR)
    response = client.post(f"{LIST}{administrators.pk}/change/", {"permissions": []})
    assert response.context["adminform"].errors == {
        "permissions": ["관리자는 역할을 보고 수정할 수 있어야 합니다."]
    }
    assert administrators.permissions.filter(codename="change_role").exists()
