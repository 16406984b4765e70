"""Every form of the accounts under bad input: no 500, nothing kept, nothing told."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from accounts.models import Link, User
from accounts.services import links
from tests.factories import PASSWORD, AdministratorFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NASTY = {
    "empty": "",
    "blank": " \t\r\n",
    "over-long": "x" * 20_000,
    "NUL": "a\0b",
    "emoji": "😀👩‍👩‍👧‍👦",
    "right to left": "\u202egnp.exe\u2066",
    "combining": "e" + "\u0301" * 300,
    "full width": "ａｄｍｉｎ１２３",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% csrf_token %}%s%(x)s",
    "SQL": "' OR '1'='1'; -- ",
    "header": "a\r\nBcc: x@example.com",
    "number": "99999999999999999999",
    "list": "[1, 2]",
    "surrogates": b"\xed\xa0\x80\xff\xfe",  # no UTF-8
    "CP949": "가나다".encode("cp949"),
}
# Page and its fields; {pk} is another member of staff, {link} and {mail} are open links.
STRANGERS = {
    "/login/": ("login", "password", "remember", "next"),
    "/login/forgotten/": ("who",),
    "{link}": ("new_password1", "new_password2", "username"),
    "{mail}": ("email",),
}
HALF_IN = {"/account/second-factor/authenticate/": ("code", "credential")}
STAFF = {
    "/account/email/": ("email",),
    "/account/password/": ("oldpassword", "password1", "password2"),
    "/account/confirm/": ("password", "next"),
    "/account/second-factor/totp/activate/": ("code",),
    "/account/second-factor/webauthn/add/": ("name", "credential"),
    "/staff/add/": ("username", "name", "email", "phone", "groups"),
    "/staff/{pk}/edit/": ("username", "name", "email", "phone", "groups", "is_active"),
    "/staff/?": ("q",),
}


def shapes(fields, value):
    """What is posted: the value everywhere, in one field at a time, twice, and not at all."""
    yield dict.fromkeys(fields, value)
    yield {field: [value, "other"] for field in fields}
    for field in fields:
        yield {field: value}


@pytest.fixture
def places(db):
    member = UserFactory(username="lee", name="이수", email="lee@example.com")
    other = TeacherFactory(username="park", email="park@example.com", password=PASSWORD)
    return {
        "pk": member.pk,
        "link": links.invite(member, other).get_absolute_url(),
        "mail": links.make_link(
            other, Link.Purpose.EMAIL, other, "new@example.com"
        ).get_absolute_url(),
    }


def strange_answers(client, forms, places, value):
    """Answers that are neither a page nor a refusal; whatever was done is undone."""
    strange = {}
    for path, fields in forms.items():
        for number, data in enumerate(shapes(fields, value)):
            with transaction.atomic():
                status = client.post(path.format(**places), data).status_code
                if status not in {200, 302, 400, 404, 405, 410, 429}:
                    strange[path, number] = status
                transaction.set_rollback(True)
    return strange


@pytest.mark.parametrize("kind", NASTY)
def test_forms_of_strangers_take_anything(client, places, kind):
    client.raise_request_exception = False
    before = list(User.objects.order_by("pk").values())
    assert strange_answers(client, STRANGERS, places, NASTY[kind]) == {}
    TOTP.activate(User.objects.get(username="park"), SECRET)
    client.post("/login/", {"login": "park", "password": PASSWORD})
    assert strange_answers(client, HALF_IN, places, NASTY[kind]) == {}
    assert list(User.objects.order_by("pk").values()) == before
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("kind", NASTY)
def test_forms_of_staff_take_anything(client, places, kind):
    client.raise_request_exception = False
    AdministratorFactory(username="head", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    before = list(User.objects.order_by("pk").values())
    assert strange_answers(client, STAFF, places, NASTY[kind]) == {}
    assert list(User.objects.order_by("pk").values()) == before
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", [*STRANGERS, *STAFF])
def test_form_without_its_token_or_with_a_stale_one_is_refused(places, path):
    AdministratorFactory(username="head", password=PASSWORD)
    strict = Client(enforce_csrf_checks=True)
    if path in STAFF:
        strict.force_login(User.objects.get(username="head"))
    address = path.format(**places)
    assert strict.post(address, {"who": "lee"}).status_code == 403
    strict.cookies["csrf"] = "a" * 32
    assert strict.post(address, {"csrfmiddlewaretoken": "b" * 32 + "d" * 32}).status_code == 403


# --- Nobody learns from outside who has an account -----------------------------------------------


def told(path, data):
    """What a stranger can see of an answer; tokens differ each time."""
    response = Client().post(path, data)
    lines = response.content.decode().replace(next(iter(data.values())), "NAME").splitlines()
    seen = [line for line in lines if "csrfmiddlewaretoken" not in line]
    return response.status_code, response.headers.get("Location"), seen


@pytest.mark.parametrize("name", ["nobody", "invited", "gone", "nomail"])
@pytest.mark.parametrize(
    ("path", "data"),
    [("/login/", {"login": "{}", "password": "wrong"}), ("/login/forgotten/", {"who": "{}"})],
)
def test_answer_is_the_same_whoever_is_asked_for(places, name, path, data):
    TeacherFactory(username="kim", email="kim@example.com", password=PASSWORD)
    UserFactory(username="invited", email="invited@example.com")
    UserFactory(username="gone", email="gone@example.com", password=PASSWORD, is_active=False)
    UserFactory(username="nomail", password=PASSWORD)
    asked = [{field: text.format(one) for field, text in data.items()} for one in ("kim", name)]
    assert told(path, asked[0]) == told(path, asked[1])


@pytest.mark.parametrize("name", ["nobody", "invited", "gone", "nomail"])
def test_wrong_password_does_the_same_work_for_whomever(
    client, name, monkeypatch, django_assert_max_num_queries
):
    """As many queries and one hash, so that the time tells nothing."""
    TeacherFactory(username="kim", password=PASSWORD)
    UserFactory(username="invited")
    UserFactory(username="gone", password=PASSWORD, is_active=False)
    UserFactory(username="nomail", password=PASSWORD)
    client.post("/login/", {"login": "warm", "password": "up"})
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given)
    )
    work = []
    for one in ("kim", name):
        hashed.clear()
        with django_assert_max_num_queries(150) as captured:
            client.post("/login/", {"login": one, "password": "wrong"})
        work.append((len(hashed), sorted(query["sql"].split()[0] for query in captured)))
    assert work[0][0] == 1
    assert work[0] == work[1]


def test_group_of_no_role_is_refused(client, places):
    AdministratorFactory(username="head", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    data = {"username": "x1", "name": "x", "groups": [Group.objects.last().pk + 99]}
    assert list(client.post("/staff/add/", data).context["form"].errors) == ["groups"]
