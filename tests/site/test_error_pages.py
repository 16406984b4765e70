"""Error pages look like the site, speak the reader's language and say what to do next."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import include, path

from accounts.sessions.store import SessionStore
from tests.factories import AdministratorFactory, TeacherFactory
from tests.site.failing import fail_with
from tests.site.test_closed_doors import ALL

pytestmark = pytest.mark.django_db


urlpatterns = [
    path("400/", fail_with(SuspiciousOperation("odd"))),
    path("403/", fail_with(PermissionDenied())),
    path("404/", fail_with(Http404())),
    path("500/", fail_with(RuntimeError("broken"))),
    path("", include("attendance_site.urls")),
]

handler500 = "attendance_site.errors.broken"

HEADINGS = {
    400: {"ko": "요청을 이해하지 못했습니다", "en": "The request was not understood"},
    403: {"ko": "권한이 없습니다", "en": "Not allowed"},
    404: {"ko": "없는 페이지입니다", "en": "There is no such page"},
    500: {"ko": "사이트에 문제가 생겼습니다", "en": "Something went wrong here"},
}
NEXT_FOR_STRANGERS = {400: "/", 403: "/login/", 404: "/login/", 500: "/"}


@pytest.fixture
def failing(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("status", HEADINGS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_error_page_speaks_the_readers_language(failing, status, language):
    response = failing.get(f"/{status}/", headers={"accept-language": language})
    assert response.status_code == status
    assert f"<h1>{HEADINGS[status][language]}</h1>" in response.text
    assert f'<html lang="{language}"' in response.text
    assert "css/site.css" in response.text


@pytest.mark.parametrize("status", HEADINGS)
def test_error_page_has_a_way_on_for_strangers(failing, status):
    response = failing.get(f"/{status}/")
    assert f'class="btn btn-primary" href="{NEXT_FOR_STRANGERS[status]}"' in response.text


@pytest.mark.parametrize("status", [403, 404])
def test_error_page_leads_staff_to_today(failing, status):
    failing.force_login(TeacherFactory(name="김하나"))
    response = failing.get(f"/{status}/")
    assert 'class="btn btn-primary" href="/"' in response.text
    assert "김하나" in response.text


@pytest.mark.parametrize("status", [400, 500])
def test_error_page_of_a_broken_site_asks_the_database_nothing(
    failing, status, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert failing.get(f"/{status}/").status_code == status


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ko", "지금은 출석부를 열 수 없습니다"), ("en", "The book cannot be reached just now")],
)
def test_database_away_is_503_and_keeps_the_cookie(monkeypatch, language, heading):
    client = Client(raise_request_exception=False)
    client.force_login(TeacherFactory())

    def away(self):
        raise OperationalError("server has gone away")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", away)
    response = client.get("/students/", headers={"accept-language": language})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert f"<h1>{heading}</h1>" in response.text
    assert "gone away" not in response.text
    assert "session" not in response.cookies


def test_error_page_tells_nothing_of_the_fault(failing):
    assert "broken" not in failing.get("/500/").text


def test_unknown_address_is_404(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert f"<h1>{HEADINGS[404]['ko']}</h1>" in response.text


def test_missing_slash_is_301(client):
    response = client.get("/login")
    assert (response.status_code, response.headers["Location"]) == (301, "/login/")


def test_unknown_host_is_400(client):
    response = client.get("/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "ALLOWED_HOSTS" in response.text


def test_too_many_fields_are_400(client, settings):
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    fields = {f"field{number}": "x" for number in range(most + 1)}
    response = client.post("/login/", fields)
    assert response.status_code == 400
    assert f"<h1>{HEADINGS[400]['ko']}</h1>" in response.text


@pytest.mark.parametrize("checked", [True, False])
def test_too_large_a_form_is_413(settings, checked):
    """Whether it is the check for the form's token that reads it or the page."""
    client = Client(enforce_csrf_checks=checked)
    client.get("/login/")
    body = "login=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    kind = "application/x-www-form-urlencoded"
    response = client.post("/login/", body, content_type=kind)
    assert response.status_code == 413
    assert "<h1>너무 큽니다</h1>" in response.text


@pytest.mark.parametrize("length", ["110000001", "99999999999999", "-1", "many"])
def test_too_large_a_request_is_413_before_it_is_read(client, length):
    response = client.generic("POST", "/students/add/", "", CONTENT_LENGTH=length)
    assert response.status_code == 413
    assert "<h1>너무 큽니다</h1>" in response.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
@pytest.mark.parametrize("path", ["/login/", "/students/", "/healthz", "/admin/"])
def test_trace_and_connect_are_refused(client, path, method):
    client.force_login(AdministratorFactory())
    response = client.generic(method, path)
    assert (response.status_code, response.content) == (405, b"")
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.django_db(databases=["default", "legacy"])
def test_head_and_options_agree_with_get_everywhere(client):
    client.force_login(AdministratorFactory())
    addresses = [address for address in ALL if not address.startswith("/admin/")]
    differ = {}
    for address in (*addresses, "/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/"):
        got, head, options = (ask(address) for ask in (client.get, client.head, client.options))
        if b"".join(head) or head.status_code != got.status_code:
            differ["HEAD", address] = head.status_code
        if options.status_code != 204 and options.status_code != got.status_code:
            differ["OPTIONS", address] = options.status_code
    assert differ == {}


def test_refusal_is_logged_with_who_and_what_in_one_line(client, caplog):
    user = TeacherFactory()
    client.force_login(user)
    assert client.get("/admin/?a=1%0Ab").status_code == 403
    assert [one.getMessage() for one in caplog.records if one.name == "security"] == [
        f"403 for user {user.pk} from 127.0.0.1: GET '/admin/?a=1%0Ab'"
    ]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ko", "양식이 오래되었습니다"), ("en", "This form is out of date")],
)
def test_form_without_token_says_what_to_do(language, heading):
    strict = Client(enforce_csrf_checks=True)
    data = {"login": "kim", "password": "x"}
    response = strict.post("/login/", data, headers={"accept-language": language})
    assert response.status_code == 403
    assert f"<h1>{heading}</h1>" in response.text
    assert 'class="btn btn-primary" href="/login/"' in response.text


def test_wrong_method_is_405_with_a_page(client):
    response = client.get("/language/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "<h1>직접 열 수 없는 주소입니다</h1>" in response.text


def test_wrong_method_head_has_no_body(client):
    response = client.head("/language/")
    assert (response.status_code, response.content) == (405, b"")


@pytest.mark.parametrize(
    ("path", "status", "methods"),
    [
        ("/login/", 204, "GET, HEAD, POST, OPTIONS"),
        ("/language/", 204, "POST, OPTIONS"),
        ("/healthz", 204, "GET, HEAD, OPTIONS"),
    ],
)
def test_options_names_the_methods(client, path, status, methods):
    response = client.options(path)
    assert (response.status_code, response.headers["Allow"]) == (status, methods)
    assert response.content == b""


def test_head_of_a_page_has_its_headers_only(client):
    response = client.head("/login/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
