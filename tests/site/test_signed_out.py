"""Scripts whose session has ended are told so; they would take the sign-in page for an answer."""

import pytest

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HERE = "http://testserver/lessons/7/?from=today"
AGAIN = "/login/?next=%2Flessons%2F7%2F%3Ffrom%3Dtoday"


@pytest.fixture(autouse=True)
def here(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_data_is_401_with_what_to_do(client, method):
    headers = {"accept": "application/json", "referer": HERE}
    response = getattr(client, method)("/lessons/7/", headers=headers)
    assert (response.status_code, response.headers["Cache-Control"]) == (401, "no-store")
    assert response.headers["WWW-Authenticate"] == 'Session realm="attendance book"'
    assert response.json() == {
        "error": "signed-out",
        "message": "로그인이 끝났습니다.",
        "sign_in": AGAIN,
    }


def test_part_of_a_page_is_401_with_a_link(client):
    headers = HTMX | {"HX-Current-URL": HERE}
    response = client.get("/students/?q=kim", headers=headers)
    assert (response.status_code, response.headers["Cache-Control"]) == (401, "no-store")
    assert response.headers["HX-Trigger"] == f'{{"signed-out": {{"sign_in": "{AGAIN}"}}}}'
    assert f'href="{AGAIN}"' in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize(
    "page", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://["]
)
def test_way_back_leads_nowhere_else(client, page):
    headers = HTMX | {"HX-Current-URL": page}
    response = client.get("/students/", headers=headers)
    assert response.headers["HX-Trigger"] == '{"signed-out": {"sign_in": "/login/"}}'


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""])
def test_page_is_sent_to_the_door(client, accept):
    response = client.get("/students/?q=kim", headers={"accept": accept})
    assert response.status_code == 302
    assert response.headers["Location"] == "/login/?next=/students/%3Fq%3Dkim"
