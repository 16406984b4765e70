"""Guessing is slow, for one account and from one address; a school behind one router is not."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Attempt
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
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_all": "1/h/ip"}
    assert post(client, "nobody", "x").status_code == 200
    response = post(client, "nobody", "x")
    assert (response.status_code, int(response.headers["Retry-After"]) > 3000) == (429, True)
    assert 'href="/login/"' in response.text
    assert client.get("/login/").status_code == 200


def test_right_sign_ins_count_for_the_address_and_for_nothing_else(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "login_all": "2/h/ip",
        "login_failed": "1/h/ip,1/h/key",
    }
    TeacherFactory(username="kim", password=PASSWORD)
    statuses = [post(Client(), "kim", PASSWORD).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]


def test_refused_guess_counts_for_the_address_as_well(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "login_failed": "3/h/ip,1/h/key",
    }
    statuses = [post(client, name, "guess").status_code for name in ("kim", "kim", "lee", "park")]
    assert statuses == [200, 429, 200, 429]
    assert post(client, "kim", "guess", "10.0.0.2").status_code == 429


def test_guesses_stop_counting_when_their_time_is_over(client, clock):
    for number in range(GUESSES):
        post(client, "kim", f"guess {number}")
    clock.forward(minutes=6)
    assert post(client, "kim", "guess").status_code == 200
    call_command("clean_accounts")
    assert Attempt.objects.count() == 3 * (GUESSES + 1)
    clock.forward(hours=24)
    call_command("clean_accounts")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("known", [False, True])
def test_sign_in_counts_with_few_statements(client, known):
    """Once it was a hundred: twelve for each limit of a cache that has to lock and to count."""
    TeacherFactory(username="kim", password=PASSWORD)
    if known:
        post(client, "kim", PASSWORD)
        client.logout()
    with CaptureQueriesContext(connection) as captured:
        assert post(client, "kim", PASSWORD).status_code == 302
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 18
    assert not [one for one in statements if "site_cache" in one]


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


def test_what_has_expired_in_the_cache_is_removed():
    cache.set_many({"old": 1, "older": 1}, timeout=-60)
    cache.set("new", 1)
    with connection.cursor() as cursor:
        call_command("clean_accounts")
        cursor.execute("SELECT COUNT(*) FROM site_cache")
        assert cursor.fetchone() == (1,)
