"""A lock keeps strangers out and lets the owner in, where the owner has signed in before."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db
COOKIE = settings.MFA_TRUST_COOKIE_NAME


def post(client, username="kim", password=PASSWORD, address="10.0.0.1"):
    data = {"login": username, "password": password}
    return client.post("/login/", data, REMOTE_ADDR=address)


@pytest.fixture
def kim():
    return TeacherFactory(username="kim", password=PASSWORD)


@pytest.fixture
def owner(client, kim):
    """The browser in which kim has signed in before."""
    post(client)
    client.post("/logout/")
    return client


def lock(number=10, username="kim", address="203.0.113.7"):
    thief = Client()
    return [post(thief, username, f"guess {n}", address).status_code for n in range(number)]


def test_lock_keeps_strangers_out_and_lets_the_owner_in(owner):
    lock()
    assert post(Client()).status_code == 429
    assert post(owner).status_code == 302


def test_flood_from_within_the_school_keeps_the_known_browser_in(owner):
    for number in range(7):
        lock(username=f"name{number}", address="10.0.0.1")
    assert post(Client()).status_code == 429
    assert post(owner).status_code == 302


def test_known_browser_may_not_guess_forever(owner):
    statuses = [post(owner, password=f"guess {n}").status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]


def test_browser_of_one_is_no_browser_of_another(owner):
    TeacherFactory(username="lee", password=PASSWORD)
    lock(username="lee")
    assert post(owner, "lee").status_code == 429


def test_browser_is_strange_again_after_a_new_password(owner, kim):
    kim.set_password("another " + PASSWORD)
    kim.save()
    lock()
    assert post(owner, password="another " + PASSWORD).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "\xf0\x9f\x98\x80", "W10:x", "x" * 5000])
def test_cookie_of_nonsense_is_no_cookie(client, kim, cookie):
    lock()
    client.cookies[COOKIE] = cookie
    assert post(client).status_code == 429


def test_cookie_of_a_shared_computer_stays_small(client):
    hashed = make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=f"staff{number}", name="x", password=hashed) for number in range(22)
    )
    for number in range(22):
        assert post(client, f"staff{number}").status_code == 302
        client.post("/logout/")
    assert len(client.cookies[COOKIE].value) < 3000
    assert client.cookies[COOKIE]["httponly"] is True
    lock(username="staff21")
    assert post(client, "staff21").status_code == 302


def test_staff_behind_one_router_sign_in_within_a_minute():
    """More of them than there may be wrong guesses; `script/bench signin` has two hundred."""
    hashed = make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=f"staff{number}", name="x", password=hashed) for number in range(65)
    )
    statuses = {post(Client(), f"staff{number}").status_code for number in range(65)}
    assert statuses == {302}
