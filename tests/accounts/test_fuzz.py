"""Whatever is sent to the forms about accounts, the site answers; it never falls over."""

from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import roles
from accounts.models import Link, Session, User
from accounts.services.links import make_link
from tests.factories import PASSWORD, AdministratorFactory, TeacherFactory

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
# (address, its fields): {pk} is a teacher, {role} a role, {link} an open invitation.
STRANGERS_FORMS = {
    "/login/": ("login", "password", "remember", "next"),
    "/login/forgotten/": ("who",),
    "{link}": ("new_password1", "new_password2"),
    "/language/": ("language", "next"),
}
STAFF_FORMS = {
    "/account/confirm/": ("password", "next"),
    "/account/password/": ("oldpassword", "password1", "password2"),
    "/account/email/": ("email",),
    "/account/sessions/end/": ("x",),
    "/account/sessions/x/end/": ("x",),
    "/staff/add/": ("username", "name", "email", "phone", "groups"),
    "/staff/{pk}/edit/": ("username", "name", "email", "phone", "groups", "is_active"),
    "/admin/accounts/user/add/": ("username", "name", "email", "groups", "is_active"),
    "/admin/accounts/user/{pk}/change/": ("username", "name", "groups", "_continue"),
    "/admin/accounts/role/{role}/change/": ("permissions",),
}
NASTY = st.one_of(
    st.sampled_from(
        ["", " ", "\0", "a" * 5000, "😀" * 200, "\u202egnp.exe", "\ufeff", "' OR 1=1 --", "{{7*7}}"]
        + ["<script>alert(1)</script>", "../../etc/passwd", "\r\nSet-Cookie: a=b", "//evil.example"]
        + ["9" * 40, "-1", "1e9", "NaN", "on", "가" * 300, "ﷺ" * 100]
    ),
    st.text(max_size=40),
)
EASY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def teacher():
    return TeacherFactory(username="kim")


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(username="head", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    return user


def address_of(form, teacher):
    link = make_link(teacher, Link.Purpose.INVITATION).get_absolute_url()
    role = Group.objects.get(name=roles.OFFICE).pk
    return form.format(pk=teacher.pk, role=role, link=link)


def stays_here(response):
    """Whether the answer leads to no other site."""
    return urlsplit(response.headers.get("Location", "/").replace("\\", "/"))[:2] == ("", "")


def encoded(pairs):
    return urlencode(pairs, errors="surrogatepass")


@pytest.mark.parametrize("form", STRANGERS_FORMS)
def test_strangers_form_answers_whatever_is_sent(client, teacher, form):
    address = address_of(form, teacher)

    @EASY
    @given(st.lists(st.tuples(st.sampled_from(STRANGERS_FORMS[form]), NASTY), max_size=6))
    def send(pairs):
        response = client.post(address, encoded(pairs), content_type=FORM)
        assert response.status_code < 500
        assert stays_here(response)
        assert "_auth_user_id" not in client.session

    send()


@pytest.mark.parametrize("form", STAFF_FORMS)
def test_form_of_staff_answers_whatever_is_sent(client, administrator, teacher, form):
    address, before = address_of(form, teacher), administrator.password

    @EASY
    @given(st.lists(st.tuples(st.sampled_from(STAFF_FORMS[form]), NASTY), max_size=8))
    def send(pairs):
        response = client.post(address, encoded(pairs), content_type=FORM)
        assert response.status_code < 500
        assert stays_here(response)

    send()
    assert User.objects.get(pk=administrator.pk).password == before


BODIES = {
    "not UTF-8": (b"login=\xff\xfe&password=\xc0\xaf", FORM),
    "UTF-16": ("login=kim&password=x".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "no such encoding": (b"login=kim", f"{FORM}; charset=klingon"),
    "repeated": (b"login=kim&login=lee&password=a&password=b", FORM),
    "broken escapes": (b"login=%zz&password=%", FORM),
    "JSON": (b'{"login": {"$ne": null}}', "application/json"),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "boundary of nothing": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\n",
        "multipart/form-data; boundary=x",
    ),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("form", ["/login/", "/account/confirm/", "/staff/add/"])
def test_body_that_is_no_form_is_answered(client, administrator, body, form):
    content, kind = BODIES[body]
    for visitor in (client, Client(enforce_csrf_checks=True)):
        assert visitor.generic("POST", form, content, kind).status_code < 500
    assert User.objects.count() == 1


@EASY
@given(cookie=st.text(st.characters(max_codepoint=255, exclude_characters=';,"\\'), max_size=60))
def test_cookie_of_a_session_may_be_anything(client, cookie):
    client.cookies["session"] = cookie
    assert client.get("/students/").status_code == 302
    assert not Session.objects.exists()


@EASY
@given(value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
@pytest.mark.parametrize(
    "name", ["HX-Current-URL", "Referer", "Accept", "User-Agent", "X-Background"]
)
def test_header_may_be_anything(client, name, value):
    headers = {"HX-Request": "true", name: value}
    assert client.get("/students/", headers=headers).status_code in {302, 401}


def test_form_with_a_stale_token_is_refused_and_changes_nothing(administrator):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/login/")
    token = strict.cookies["csrf"].value
    data = {"login": "head", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert strict.post("/login/", data).status_code == 302
    stale = {"csrfmiddlewaretoken": token, "username": "new", "name": "새"}
    assert strict.post("/staff/add/", stale).status_code == 403
    assert User.objects.count() == 1
