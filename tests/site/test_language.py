"""The reader chooses Korean or English; the browser remembers for a year."""

import pytest
from django.test import Client

from tests.factories import TeacherFactory

pytestmark = pytest.mark.django_db
YEAR = 365 * 24 * 60 * 60


def language_of(client):
    response = client.get("/login/")
    return response.headers["Content-Language"]


def choose(client, language, target="/login/"):
    return client.post("/language/", {"language": language, "next": target})


def test_language_is_korean_to_begin_with(client):
    assert language_of(client) == "ko"


def test_language_follows_the_browser_until_chosen(client):
    response = client.get("/login/", headers={"accept-language": "en-US,en;q=0.9,ko;q=0.5"})
    assert response.headers["Content-Language"] == "en"


def test_language_chosen_by_a_stranger_is_remembered_for_a_year(client):
    response = choose(client, "en", "/login/?next=/students/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/students/")
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        "en",
        YEAR,
        True,
        "Lax",
    )
    assert language_of(client) == "en"


def test_language_stays_through_signing_in_and_out(client):
    choose(client, "en")
    client.force_login(TeacherFactory())
    client.post("/logout/")
    assert language_of(client) == "en"


def test_language_chosen_beats_the_browsers(client):
    choose(client, "ko")
    response = client.get("/login/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "ko"


@pytest.mark.parametrize("language", ["de", "", "<script>", "ko\0"])
def test_language_unknown_changes_nothing(client, language):
    response = choose(client, language)
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")
    assert language_of(client) == "ko"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_language_leads_to_no_other_site(client, target):
    assert choose(client, "en", target).headers["Location"] == "/"


def test_language_switch_needs_the_forms_token():
    assert choose(Client(enforce_csrf_checks=True), "en").status_code == 403


def test_admin_speaks_the_chosen_language(client):
    choose(client, "en")
    assert "There is no such page" in client.get("/nowhere/").text
