"""What every answer carries, on pages, errors and redirects alike."""

import pytest

from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/login/", "/no/such/page/", "/students/", "/admin/", "/healthz"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_answer_carries_the_headers(client, path, signed_in):
    if signed_in:
        client.force_login(AdministratorFactory())
    headers = client.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_stranger_gets_no_session(client):
    client.get("/login/")
    assert "session" not in client.cookies
    assert "csrf" in client.cookies


@pytest.mark.parametrize("path", ["/", "/students/", "/courses/", "/admin/", "/account/sessions/"])
def test_page_of_staff_is_kept_nowhere(client, path):
    client.force_login(AdministratorFactory())
    response = client.get(path)
    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/healthz", "/no/such/page/"])
def test_page_of_nobody_says_nothing_of_keeping(client, path):
    assert "Cache-Control" not in client.get(path).headers


def test_deployment_check_finds_nothing(manage):
    key = "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ran = manage("check", "--deploy", "--fail-level", "WARNING", HTTPS="yes", SECRET_KEY=key)
    assert (ran.code, ran.stdout) == (0, "System check identified no issues (2 silenced).\n")
