"""The one door: /login/."""

import pytest

from accounts.models import Session
from accounts.sessions.store import digest
from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db
WRONG = "아이디 또는 비밀번호가 올바르지 않습니다."


@pytest.fixture
def teacher():
    return TeacherFactory(username="kim.teacher", password=PASSWORD)


def sign_in(client, username="kim.teacher", password=PASSWORD, **more):
    return client.post("/login/", {"login": username, "password": password, **more})


def test_login_page_asks_in_korean(client):
    response = client.get("/login/")
    assert response.status_code == 200
    labels = [str(field.label) for field in response.context["form"]]
    assert labels == ["아이디", "비밀번호", "브라우저를 닫아도 로그인 유지"]
    assert response.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_login_page_waits_for_the_username(client):
    widget = client.get("/login/").context["form"].fields["login"].widget
    assert widget.attrs["autofocus"] is True


def test_login_right_password_opens_today(client, teacher):
    response = sign_in(client)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(teacher.pk)


@pytest.mark.parametrize("typed", ["KIM.Teacher", " kim.teacher ", "Kim.teacher"])
def test_login_username_in_any_case_is_known(client, teacher, typed):
    assert sign_in(client, typed).status_code == 302
    assert client.session["_auth_user_id"] == str(teacher.pk)


@pytest.mark.parametrize(
    ("username", "password"),
    [("kim.teacher", "wrong"), ("nobody", PASSWORD), ("kim.teacher", PASSWORD.upper())],
)
def test_login_wrong_tells_nothing_about_the_account(client, teacher, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("username", "password"),
    [("", ""), ("a" * 151, "x"), ("kim\0teacher", "x"), ("kim.teacher", "x\0"), ("😀", "‮")],
)
def test_login_nonsense_is_a_form_error(client, teacher, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert not response.context["form"].is_valid()
    assert "_auth_user_id" not in client.session


def test_login_account_without_password_stays_closed(client):
    TeacherFactory(username="imported")
    assert sign_in(client, "imported", "").context["form"].errors.keys() == {"password"}
    assert sign_in(client, "imported", "!").context["form"].non_field_errors() == [WRONG]


def test_login_inactive_sees_why(client, teacher):
    teacher.is_active = False
    teacher.save()
    response = client.post("/login/", {"login": "kim.teacher", "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/login/inactive/", 302)]
    assert "사용 중지된 계정입니다" in response.text
    assert "_auth_user_id" not in client.session


def test_login_inactive_with_wrong_password_looks_like_anyone(client, teacher):
    teacher.is_active = False
    teacher.save()
    response = sign_in(client, password="wrong")
    assert response.context["form"].non_field_errors() == [WRONG]


@pytest.mark.parametrize("target", ["/students/", "/courses/3/book/?month=2026-11"])
def test_login_own_path_is_where_it_leads(client, teacher, target):
    assert sign_in(client, next=target).headers["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http://localhost:8000/",
        "javascript:alert(1)",
        "students/",
        "",
    ],
)
def test_login_unsafe_next_leads_home(client, teacher, target):
    assert sign_in(client, next=target).headers["Location"] == "/"


def test_login_when_signed_in_goes_on(client, teacher):
    client.force_login(teacher)
    response = client.get("/login/?next=/students/")
    assert (response.status_code, response.headers["Location"]) == (302, "/students/")


def test_login_changes_the_session_key(client, teacher):
    client.get("/login/")
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=digest(planted)).exists()


def test_login_cookie_ends_with_the_browser_unless_remembered(client, teacher):
    cookie = sign_in(client).cookies["session"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_login_remembered_lasts_twelve_hours(client, teacher):
    assert sign_in(client, remember="on").cookies["session"]["max-age"] == 12 * 60 * 60


def test_login_adds_no_message_of_its_own(client, teacher):
    sign_in(client)
    assert "_messages" not in client.session


@pytest.mark.parametrize(
    "path", ["/signup/", "/accounts/signup/", "/login/signup/", "/password/reset/"]
)
def test_sign_up_and_reset_are_not_there(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "x", "password1": PASSWORD}).status_code == 404
