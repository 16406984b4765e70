"""Guessing is slow, for one account and from one address; a school behind one router is not."""

import pytest
from django.core.cache import cache

from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db
GUESSES = 10


def post(client, username, password, address="10.0.0.1"):
    return client.post("/login/", {"login": username, "password": password}, REMOTE_ADDR=address)


@pytest.mark.parametrize("username", ["kim", "nobody"])
def test_eleventh_guess_is_refused_known_or_not(client, username):
    TeacherFactory(username="kim", password=PASSWORD)
    for number in range(GUESSES):
        assert post(client, username, f"guess {number}").status_code == 200
    response = post(client, username, PASSWORD, "10.0.0.2")
    assert response.status_code == 429
    assert 200 < int(response.headers["Retry-After"]) <= 300  # as long as the oldest guess counts
    assert "시도가 너무 많습니다" in response.text
    assert "_auth_user_id" not in client.session


def test_lock_holds_while_other_keys_fill_the_cache(client):
    TeacherFactory(username="kim", password=PASSWORD)
    for number in range(GUESSES):
        post(client, "kim", f"guess {number}")
    cache.set_many({f"junk{number}": number for number in range(700)})
    assert post(client, "kim", PASSWORD).status_code == 429


def test_lock_of_one_account_leaves_others_open(client):
    TeacherFactory(username="kim", password=PASSWORD)
    TeacherFactory(username="lee", password=PASSWORD)
    for number in range(GUESSES):
        post(client, "kim", f"guess {number}")
    assert post(client, "lee", PASSWORD).status_code == 302


def test_right_sign_ins_from_one_address_are_not_counted_as_guesses(client):
    TeacherFactory(username="kim", password=PASSWORD)
    for _ in range(GUESSES + 2):
        assert post(client, "kim", PASSWORD).status_code == 302
        client.logout()


def test_sixty_guesses_a_minute_from_one_address_are_refused(client):
    statuses = [post(client, f"name{number}", "guess").status_code for number in range(61)]
    assert statuses == [200] * 60 + [429]


def test_attempts_beyond_the_limit_by_address_are_429(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    assert post(client, "nobody", "x").status_code == 200
    response = post(client, "nobody", "x")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert 'href="/login/"' in response.text
    assert client.get("/login/").status_code == 200


def test_forwarded_address_is_not_believed_without_a_proxy(client):
    for number in range(60):
        post(client, f"name{number}", "guess")
    response = client.post(
        "/login/",
        {"login": "other", "password": "guess"},
        REMOTE_ADDR="10.0.0.1",
        HTTP_X_FORWARDED_FOR="203.0.113.9",
    )
    assert response.status_code == 429
