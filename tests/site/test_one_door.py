"""A password is accepted at the door and nowhere else, whatever state the visitor is in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts.models import Link, User
from accounts.services.links import make_link
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    TeacherFactory,
    UserFactory,
)
from tests.site.test_closed_doors import ALL as EVERY_ADDRESS

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
SOURCE = "/admin/source/"  # the old tables are all served by one class: the first stands for all
ALL = [path for path in EVERY_ADDRESS if not path.startswith(SOURCE)] + [
    path for path in EVERY_ADDRESS if path.startswith(SOURCE)
][:7]
NEW = "another " + PASSWORD
# Whatever a form of Django, of the admin or of allauth may call them.
CREDENTIALS = {
    "login": "head", "username": "head", "user": "head", "email": "head@example.com",
    "password": PASSWORD, "oldpassword": "wrong", "old_password": "wrong",
    "password1": NEW, "password2": NEW, "new_password1": NEW, "new_password2": NEW,
    "this_is_the_login_form": "1", "next": "/admin/", "action": "login", "post": "yes",
}  # fmt: skip


def stranger(client):
    pass


def signed_in(factory):
    def enter(client):
        client.force_login(factory(password="of my own " + PASSWORD))

    return enter


def deactivated(client):
    """With the cookie of an account that was switched off."""
    user = AdministratorFactory(password="of my own " + PASSWORD)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)


def refused(client):
    """Right password, but the account is not active."""
    UserFactory(username="gone", password=PASSWORD, is_active=False)
    client.post("/login/", {"login": "gone", "password": PASSWORD})


def code_missing(client):
    """Right password, but the code of the second step has not come yet."""
    user = UserFactory(username="half", password=PASSWORD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    response = client.post("/login/", {"login": "half", "password": PASSWORD})
    assert response.headers["Location"] == "/account/second-factor/authenticate/"


STRANGERS = {
    "stranger": stranger,
    "deactivated": deactivated,
    "refused": refused,
    "code missing": code_missing,
}
STAFF = {
    "administrator": signed_in(AdministratorFactory),
    "staff flag alone": signed_in(lambda **more: UserFactory(is_staff=True, **more)),
    "teacher": signed_in(TeacherFactory),
}


@pytest.fixture
def head():
    """The administrator whose password everybody in this file knows."""
    return AdministratorFactory(username="head", password=PASSWORD, email="head@example.com")


def asks_for_a_password(client):
    """Addresses of pages with a field for one. What streams is a file to be saved, no page."""
    answers = {path: client.get(path) for path in ALL}
    pages = {path: answer.text for path, answer in answers.items() if not answer.streaming}
    return {path for path, page in pages.items() if 'type="password"' in page}


@pytest.mark.parametrize("state", STRANGERS)
def test_stranger_is_asked_at_the_door_only(client, head, state):
    STRANGERS[state](client)
    led_on = state == "code missing"  # whose password was right is led to the second step
    assert asks_for_a_password(client) == (set() if led_on else {"/login/"})


@pytest.mark.parametrize("state", STAFF)
def test_who_is_signed_in_is_asked_for_their_own_only(client, head, state):
    STAFF[state](client)
    assert asks_for_a_password(client) == {"/account/password/", "/account/confirm/"}


@pytest.mark.parametrize(
    ("state", "method"),
    [*((state, "POST") for state in STRANGERS), ("stranger", "PUT"), ("stranger", "PATCH")],
)
def test_right_password_opens_nothing_but_the_door(client, head, monkeypatch, state, method):
    """Sent to every address, it is not even looked at anywhere else."""
    STRANGERS[state](client)
    looked_at = []
    monkeypatch.setattr(
        "django.contrib.auth.hashers.check_password",
        lambda *given, **more: looked_at.append(path) or check_password(*given, **more),
    )
    monkeypatch.setattr(
        "django.contrib.auth.base_user.check_password",
        lambda *given, **more: looked_at.append(path) or check_password(*given, **more),
    )
    for path in ALL:
        if path != "/login/":
            send(client, method, path)
            assert "_auth_user_id" not in client.session, path
    assert looked_at == []
    path = "/login/"
    fresh = Client()
    send(fresh, method, path)
    assert ("_auth_user_id" in fresh.session) is (method == "POST")


def send(client, method, path):
    if method == "POST":
        return client.post(path, CREDENTIALS)
    body = "&".join(f"{name}={value}" for name, value in CREDENTIALS.items())
    return client.generic(method, path, body, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("state", STAFF)
def test_nobody_becomes_somebody_else(client, head, state):
    """Whoever is signed in stays who they are, and changes nobody's password."""
    STAFF[state](client)
    before, me = passwords(), client.session["_auth_user_id"]
    for path in ALL:
        if path not in {"/logout/", "/account/sessions/end/"}:
            send(client, "POST", path)
            assert client.session["_auth_user_id"] == me, path
    assert passwords() == before


def passwords():
    return dict(User.objects.values_list("pk", "password"))


def test_link_for_a_password_is_of_one_user(client, head):
    teacher = TeacherFactory()
    link = make_link(teacher, Link.Purpose.INVITATION, head)
    client.post(link.get_absolute_url(), CREDENTIALS)
    assert client.session["_auth_user_id"] == str(teacher.pk)
    assert User.objects.get(pk=head.pk).password == head.password


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_door_of_the_admin_leads_nowhere_else(client, head, target):
    response = client.get("/admin/login/", {"next": target}, follow=True)
    data = {"login": "head", "password": PASSWORD, "next": target}
    assert response.redirect_chain[-1][0].startswith("/login/?next=")
    response = client.post(response.redirect_chain[-1][0], data)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
