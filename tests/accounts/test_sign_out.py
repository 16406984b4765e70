"""Signing out ends the session at the server."""

import pytest
from django.test import Client

from accounts.models import Session
from accounts.sessions.store import digest
from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    TeacherFactory(username="kim", name="김하나", password=PASSWORD)
    client.post("/login/", {"login": "kim", "password": PASSWORD})
    return client


def test_logout_page_asks_first(signed_in):
    response = signed_in.get("/logout/")
    assert response.status_code == 200
    assert "김하나" in response.text
    assert "_auth_user_id" in signed_in.session


def test_logout_ends_the_session_at_the_server(signed_in):
    key = signed_in.session.session_key
    response = signed_in.post("/logout/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")
    assert not Session.objects.filter(pk=digest(key)).exists()


def test_logout_a_copied_cookie_opens_nothing(signed_in):
    thief = Client()
    thief.cookies["session"] = signed_in.session.session_key
    assert thief.get("/students/").status_code == 200
    signed_in.post("/logout/")
    response = thief.get("/students/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/students/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_logout_of_a_stranger_leads_to_the_door(client, method):
    response = getattr(client, method)("/logout/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")


def test_logout_needs_the_forms_token(signed_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    assert strict.post("/logout/").status_code == 403
    assert "_auth_user_id" in signed_in.session
