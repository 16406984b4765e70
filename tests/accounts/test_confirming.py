"""What changes other people's accounts and rights asks for the password again."""

import pytest
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import User
from tests.factories import PASSWORD, AdministratorFactory, TeacherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, long_ago):
    """Signed in through the door, a while ago."""
    user = AdministratorFactory(username="head", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    long_ago(client)
    return user


def data(user):
    groups = [Group.objects.get(name=roles.OFFICE).pk]
    return {"username": user.username, "name": "새 이름", "groups": groups, "is_active": "on"}


SENSITIVE = {
    "/staff/add/",
    "/staff/{pk}/edit/",
    "/staff/{pk}/invite/",
    "/staff/invite/",
    "/account/sessions/end/",
    "/staff/{pk}/sessions/end/",
    "/admin/accounts/user/add/",
    "/admin/accounts/user/{pk}/change/",
    "/admin/accounts/role/{role}/change/",
}


@pytest.mark.parametrize("path", sorted(SENSITIVE))
def test_sensitive_change_asks_first(client, administrator, path):
    teacher = TeacherFactory()
    path = path.format(pk=teacher.pk, role=Group.objects.get(name=roles.TEACHER).pk)
    before = list(User.objects.order_by("pk").values())
    response = client.post(path, data(teacher))
    assert response.status_code == 302
    assert response.headers["Location"] == f"/account/confirm/?next={path.replace('/', '%2F')}"
    assert list(User.objects.order_by("pk").values()) == before
    assert not teacher.links.exists()


@pytest.mark.parametrize("path", ["/staff/{pk}/edit/", "/admin/accounts/user/{pk}/change/"])
def test_sensitive_change_is_made_after_confirming(client, administrator, path):
    teacher = TeacherFactory()
    asked = client.post(path.format(pk=teacher.pk), data(teacher))
    client.post(asked.headers["Location"], {"password": PASSWORD})
    teacher = User.objects.get(pk=teacher.pk)
    assert (teacher.name, teacher.roles) == ("새 이름", {roles.OFFICE})


@pytest.mark.parametrize("path", ["/staff/{pk}/edit/", "/admin/accounts/user/{pk}/change/"])
def test_looking_asks_nothing(client, administrator, path):
    path = path.format(pk=TeacherFactory().pk)
    assert client.get(path).status_code == 200


def test_confirming_is_for_those_who_are_signed_in(client):
    response = client.get("/account/confirm/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/login/?next=/account/confirm/",
    )
    response = client.post("/account/confirm/", {"password": PASSWORD})
    assert response.headers["Location"] == "/login/?next=/account/confirm/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_confirming_leads_nowhere_else(client, administrator, target):
    response = client.post("/account/confirm/", {"password": PASSWORD, "next": target})
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_confirming_with_somebody_elses_password_is_refused(client, administrator):
    TeacherFactory(username="kim", password="another " + PASSWORD)
    response = client.post("/account/confirm/", {"password": "another " + PASSWORD})
    assert response.context["form"].errors.keys() == {"password"}


def test_guessing_at_the_confirmation_is_slow(client, administrator):
    statuses = [
        client.post("/account/confirm/", {"password": f"guess {n}"}).status_code for n in range(11)
    ]
    assert statuses == [200] * 10 + [429]


def test_who_has_just_signed_in_is_not_asked(client):
    AdministratorFactory(username="head", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    teacher = TeacherFactory()
    assert client.post(f"/staff/{teacher.pk}/edit/", data(teacher)).headers["Location"] == (
        f"/staff/{teacher.pk}/"
    )
