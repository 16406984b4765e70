"""One's own account: a forgotten password, a new password, a new e-mail address."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Link, User
from tests.factories import PASSWORD, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "twelve wet horses on a hill"


@pytest.fixture
def teacher():
    return TeacherFactory(username="kim", name="김하나", email="kim@example.com", password=PASSWORD)


@pytest.fixture
def signed_in(client, teacher):
    client.post("/login/", {"login": "kim", "password": PASSWORD})
    return client


def ask(client, who):
    return client.post("/login/forgotten/", {"who": who})


@pytest.mark.parametrize("who", ["kim", " KIM ", "Kim@Example.com"])
def test_forgotten_mails_a_link_that_sets_a_new_password(client, teacher, mailoutbox, who):
    assert ask(client, who).headers["Location"] == "/login/forgotten/done/"
    path = re.search(r"http://testserver(/link/\S+)", mailoutbox[0].body)[1]
    response = client.post(path, {"new_password1": NEW, "new_password2": NEW})
    assert response.headers["Location"] == "/login/"
    assert User.objects.get().check_password(NEW)
    assert [mail.to for mail in mailoutbox] == [["kim@example.com"]] * 2  # the link, the notice


@pytest.mark.parametrize("who", ["nobody", "nobody@example.com", "invited", "gone", "nomail", "‮😀"])
def test_forgotten_answers_the_same_where_nobody_can_have_a_link(client, mailoutbox, who):
    UserFactory(username="invited", email="invited@example.com")
    UserFactory(username="gone", email="gone@example.com", password=PASSWORD, is_active=False)
    UserFactory(username="nomail", password=PASSWORD)
    assert ask(client, who).headers["Location"] == "/login/forgotten/done/"
    assert (mailoutbox, Link.objects.count()) == ([], 0)


@pytest.mark.parametrize("data", [{}, {"who": ""}, {"who": "a\0b"}, {"who": "x" * 255}])
def test_forgotten_nonsense_is_a_form_error(client, data):
    response = client.post("/login/forgotten/", data)
    assert list(response.context["form"].errors) == ["who"]


def test_forgotten_asked_too_often_is_refused(client, teacher, mailoutbox):
    assert [ask(client, "kim").status_code for _ in range(6)] == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_forgotten_link_lifts_the_lock_and_the_browser_is_known(client, teacher):
    for number in range(11):
        client.post("/login/", {"login": "kim", "password": f"guess {number}"})
    assert client.post("/login/", {"login": "kim", "password": PASSWORD}).status_code == 429
    ask(client, "kim")
    path = Link.objects.get().get_absolute_url()
    client.post(path, {"new_password1": NEW, "new_password2": NEW})
    assert settings.MFA_TRUST_COOKIE_NAME in client.cookies
    assert client.post("/login/", {"login": "kim", "password": NEW}).status_code == 302


def change(client, old=PASSWORD, new=NEW, again=NEW):
    data = {"oldpassword": old, "password1": new, "password2": again}
    return client.post("/account/password/", data)


def test_password_change_signs_out_everywhere_else_and_tells(signed_in, mailoutbox):
    elsewhere = Client()
    elsewhere.post("/login/", {"login": "kim", "password": PASSWORD})
    assert change(signed_in).headers["Location"] == "/account/"
    assert User.objects.get().check_password(NEW)
    assert signed_in.get("/account/").status_code == 200
    assert elsewhere.get("/account/").headers["Location"] == "/login/?next=/account/"
    assert [mail.subject for mail in mailoutbox] == ["비밀번호가 변경되었습니다"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"old": "wrong"}, "oldpassword"),
        ({"new": "short", "again": "short"}, "password1"),
        ({"new": PASSWORD, "again": PASSWORD}, "password1"),
        ({"again": NEW + "!"}, "password2"),
        ({"new": "my name is 김하나!", "again": "my name is 김하나!"}, "password1"),
        ({"new": "x\0" * 9, "again": "x\0" * 9}, "password1"),
    ],
)
def test_password_change_bad_input_changes_nothing(signed_in, mailoutbox, data, field):
    assert field in change(signed_in, **data).context["form"].errors
    assert User.objects.get().check_password(PASSWORD)
    assert mailoutbox == []


def test_password_change_of_a_stranger_leads_to_the_door(client):
    assert change(client).headers["Location"] == "/login/?next=/account/password/"


def test_email_change_needs_the_link_that_went_there(signed_in, mailoutbox):
    assert signed_in.post("/account/email/", {"email": "new@example.com"}).status_code == 302
    assert User.objects.get().email == "kim@example.com"
    assert [mail.to for mail in mailoutbox] == [["new@example.com"], ["kim@example.com"]]
    path = Link.objects.get().get_absolute_url()
    assert User.objects.get().email == "kim@example.com"
    assert "new@example.com" in signed_in.get(path).text
    assert signed_in.post(path).headers["Location"] == "/account/"
    assert User.objects.get().email == "new@example.com"
    assert mailoutbox[-1].to == ["kim@example.com"]
    assert signed_in.post(path).status_code == 410


@pytest.mark.parametrize("email", ["", "kim", "KIM@example.com", "a@b" + "c" * 300, "a\0@b.com"])
def test_email_change_bad_input_sends_nothing(signed_in, mailoutbox, email):
    response = signed_in.post("/account/email/", {"email": email})
    assert list(response.context["form"].errors) == ["email"]
    assert mailoutbox == []


def test_email_of_the_old_database_is_changed_there(signed_in, monkeypatch):
    monkeypatch.setattr("accounts.views.account.owned_fields", lambda user: {"email"})
    assert signed_in.post("/account/email/", {"email": "new@example.com"}).status_code == 403
    assert "/account/email/" not in signed_in.get("/account/").text


def test_email_change_long_after_signing_in_asks_for_the_password(client, teacher):
    client.force_login(teacher)
    response = client.get("/account/email/")
    assert response.headers["Location"] == "/account/confirm/?next=%2Faccount%2Femail%2F"
    wrong = client.post("/account/confirm/?next=/account/email/", {"password": "wrong"})
    assert list(wrong.context["form"].errors) == ["password"]
    right = client.post("/account/confirm/?next=/account/email/", {"password": PASSWORD})
    assert right.headers["Location"] == "/account/email/"
    assert client.get("/account/email/").status_code == 200
