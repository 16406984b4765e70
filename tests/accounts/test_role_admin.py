"""Roles in the admin: their permissions are editable, the four of them are not."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles
from tests.factories import AdministratorFactory, TeacherFactory

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
    response = client.get(f"{LIST}{office.pk}/change/")
    labels = [
        label for _, label in response.context["adminform"].form.fields["permissions"].choices
    ]
    assert "출석부 | 학생 | 수정" in labels
    kinds = response.context["adminform"].form.fields["permissions"].queryset
    apps = set(kinds.values_list("content_type__app_label", flat=True))
    assert apps == {"accounts", "legacy", "roster"}


def test_role_permissions_can_be_changed_and_name_cannot(client, office):
    data = {"name": "boss", "permissions": [permission("view_student").pk]}
    response = client.post(f"{LIST}{office.pk}/change/", data)
    office.refresh_from_db()
    assert response.status_code == 302
    assert office.name == roles.OFFICE
    assert [held.codename for held in office.permissions.all()] == ["view_student"]


def test_role_keeps_what_the_page_does_not_offer(client, office):
    administrators = Group.objects.get(name=roles.ADMINISTRATOR)
    administrators.permissions.add(Permission.objects.get(codename="view_contenttype"))
    client.post(f"{LIST}{administrators.pk}/change/", {"permissions": []})
    held = administrators.permissions.values_list("codename", flat=True)
    assert sorted(held) == ["view_contenttype"]


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
