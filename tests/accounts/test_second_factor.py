"""The second step: an app, a key or a recovery code besides the password."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client

from accounts import roles
from accounts.models import SignIn
from accounts.second_factor import SecondFactorAdapter
from tests.factories import PASSWORD, AdministratorFactory, TeacherFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = "/account/second-factor/"
APP = f"{HOME}totp/activate/"
CODES = f"{HOME}recovery-codes/"


NOW = int(time.time())


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch):
    """No half minute ends in the midst of a test."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: NOW))


def code(secret=SECRET, steps=0):
    """What an app shows, or showed `steps` half minutes ago."""
    return format_hotp_value(hotp_value(secret, NOW // 30 - steps))


@pytest.fixture
def kim():
    user = TeacherFactory(username="kim", email="kim@example.com", password=PASSWORD)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def password(client, username="kim"):
    return client.post("/login/", {"login": username, "password": PASSWORD})


def give(client, given):
    return client.post(f"{HOME}authenticate/", {"code": given})


def test_password_without_code_opens_nothing(client, kim):
    assert password(client).headers["Location"] == f"{HOME}authenticate/"
    assert "_auth_user_id" not in client.session
    for page in ("/", "/account/", HOME, APP, CODES, "/admin/"):
        assert client.get(page).headers["Location"].startswith("/login/")
    assert SignIn.objects.count() == 0


def test_code_of_the_app_opens_after_the_password(client, kim):
    password(client)
    assert give(client, code()).headers["Location"] == f"{HOME}trust/"
    response = client.post(f"{HOME}trust/", {"action": "skip"})
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert [one.outcome for one in SignIn.objects.all()] == ["entered"]


@pytest.mark.parametrize(
    "given", ["000000", "", "a\0b", "😀😀😀", "‮123456", "1" * 5000, "12 34", "-1", "１２３４５６"]
)
def test_wrong_code_opens_nothing_and_is_logged(client, kim, given):
    password(client)
    response = give(client, given)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["code"])
    assert "_auth_user_id" not in client.session
    assert [(one.user, one.outcome) for one in SignIn.objects.all()] == [(kim, "code")]


def test_code_is_taken_once_as_long_as_a_clock_may_show_it(client, kim):
    given = code()
    password(client)
    give(client, given)
    app = TOTP(Authenticator.objects.get(type="totp"))
    cache.delete(app._get_used_cache_key(given))  # as allauth has forgotten it half a minute later
    thief = Client()
    password(thief)
    assert list(give(thief, given).context["form"].errors) == ["code"]


@pytest.mark.parametrize(("steps", "opens"), [(1, True), (-1, True), (2, False), (-2, False)])
def test_code_of_a_clock_that_differs_a_little_opens(client, kim, steps, opens):
    password(client)
    assert (give(client, code(steps=steps)).status_code == 302) is opens


def test_code_without_the_password_opens_nothing(client, kim):
    assert give(client, code()).headers["Location"] == "/login/"


def test_recovery_code_opens_once(client, kim):
    first = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    password(client)
    assert give(client, first).headers["Location"] == f"{HOME}trust/"
    again = Client()
    password(again)
    assert list(give(again, first).context["form"].errors) == ["code"]


def test_codes_cannot_be_guessed_for_long(client, kim):
    password(client)
    for _ in range(11):
        response = give(client, "000000")
    assert "너무 많은" in response.context["form"].errors["code"][0]
    assert list(give(client, code()).context["form"].errors) == ["code"]


def test_trusted_browser_leaves_the_second_step_out(client, kim):
    password(client)
    give(client, code())
    client.post(f"{HOME}trust/", {"action": "trust"})
    client.post("/logout/")
    assert password(client).headers["Location"] == "/"
    assert password(Client()).headers["Location"] == f"{HOME}authenticate/"


def test_browser_is_trusted_no_longer_after_the_second_step_changed(client, kim):
    password(client)
    give(client, code())
    client.post(f"{HOME}trust/", {"action": "trust"})
    client.post("/logout/")
    Authenticator.objects.filter(type="totp").delete()
    TOTP.activate(kim, SECRET)
    assert password(client).headers["Location"] == f"{HOME}authenticate/"


@pytest.mark.parametrize(
    "credential",
    ["", "x", "null", "[]", "{}", "1", '{"id": 1}', '{"rawId": "😀", "response": {}}', "[" * 900,
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
     '"authenticatorData":"AA","signature":"AA"}}'],
)  # fmt: skip
def test_key_of_nonsense_is_a_wrong_key(client, kim, credential):
    password(client)
    response = client.post(f"{HOME}authenticate/", {"credential": credential})
    assert (response.status_code, "_auth_user_id" in client.session) == (200, False)
    client.force_login(AdministratorFactory(username="head", password=PASSWORD))
    client.logout()
    TeacherFactory(username="lee", password=PASSWORD)
    password(client, "lee")
    response = client.post(f"{HOME}webauthn/add/", {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_secrets_are_encrypted(kim):
    for one in Authenticator.objects.all():
        assert SECRET not in str(one.data)
        assert all(value.startswith("gAAAA") for value in one.data.values() if value)


def test_secret_is_read_by_an_older_key(settings):
    settings.MFA_KEYS = ["o" * 32]
    old = SecondFactorAdapter().encrypt("secret")
    settings.MFA_KEYS = ["n" * 32, "o" * 32]
    assert SecondFactorAdapter().decrypt(old) == "secret"
    assert SecondFactorAdapter().encrypt("secret") != old


def test_secret_that_no_key_reads_opens_nothing_and_breaks_nothing(client, kim, settings, caplog):
    settings.MFA_KEYS = ["n" * 32]
    password(client)
    assert list(give(client, code()).context["form"].errors) == ["code"]
    assert "MFA_KEY" in caplog.text


# --- Setting it up -------------------------------------------------------------------------------


@pytest.fixture
def head(client, settings):
    """An administrator without a second factor, where administrators need one."""
    settings.MFA_REQUIRED_ROLES = [roles.ADMINISTRATOR]
    user = AdministratorFactory(username="head", email="head@example.com", password=PASSWORD)
    password(client, "head")
    return user


@pytest.fixture
def set_up(client, django_capture_on_commit_callbacks):
    """A function that sets up an app and returns its secret and the answer."""

    def run():
        secret = client.get(APP).context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            return secret, client.post(APP, {"code": code(secret)})

    return run


@pytest.mark.parametrize(
    "page", ["/", "/admin/", "/staff/", "/account/", "/account/email/", CODES, "/legacy/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_needs_a_second_factor_can_do_nothing_before(client, head, page, method):
    assert getattr(client, method)(page).headers["Location"] == HOME


def test_who_needs_a_second_factor_may_set_it_up_and_sign_out(client, head):
    statuses = [client.get(page).status_code for page in (HOME, APP, f"{HOME}webauthn/add/")]
    assert statuses == [200, 200, 200]
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_setting_up_an_app_opens_everything_and_shows_the_codes_once(
    client, set_up, head, mailoutbox
):
    _, response = set_up()
    assert response.headers["Location"] == CODES
    assert len(re.findall(r"\b\d{8}\n", client.get(CODES).text)) == 10
    assert re.findall(r"\b\d{8}\n", client.get(CODES).text) == []
    assert client.get(f"{CODES}download/").status_code == 403
    assert client.get("/admin/").status_code == 200
    assert [mail.to for mail in mailoutbox] == [["head@example.com"]]


def test_setting_up_ends_the_other_sessions(client, set_up, head):
    elsewhere = Client()
    password(elsewhere, "head")
    set_up()
    assert client.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").headers["Location"] == "/login/?next=/staff/"


def test_code_of_setting_up_does_not_open(client, set_up, head):
    secret, _ = set_up()
    thief = Client()
    password(thief, "head")
    assert list(give(thief, code(secret)).context["form"].errors) == ["code"]


def test_setting_up_with_a_wrong_code_changes_nothing(client, head):
    client.get(APP)
    assert list(client.post(APP, {"code": "000000"}).context["form"].errors) == ["code"]
    assert client.get("/admin/").headers["Location"] == HOME


def test_last_factor_of_who_needs_one_stays(client, set_up, head):
    set_up()
    response = client.post(f"{HOME}totp/deactivate/")
    assert response.status_code == 200
    assert Authenticator.objects.filter(user=head, type="totp").exists()


def test_factor_of_who_needs_none_can_be_removed(client, set_up):
    TeacherFactory(username="lee", password=PASSWORD)
    password(client, "lee")
    set_up()
    assert client.post(f"{HOME}totp/deactivate/").headers["Location"] == HOME
    assert not Authenticator.objects.exists()


def test_key_that_was_the_last_one_leads_back_to_setting_up(client, set_up, head):
    set_up()
    assert client.get("/admin/").status_code == 200
    key = Authenticator.objects.get(type="totp")
    Authenticator.objects.filter(pk=key.pk).update(type="webauthn", data={"name": "K"})
    client.post(f"{HOME}webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(user=head).exists()
    assert client.get("/admin/").headers["Location"] == HOME


def test_other_roles_need_none(client, settings):
    settings.MFA_REQUIRED_ROLES = [roles.ADMINISTRATOR]
    TeacherFactory(username="lee", password=PASSWORD)
    password(client, "lee")
    assert client.get("/").status_code == 200


def test_administrator_removes_the_second_factor_of_who_lost_it(client, kim, mailoutbox):
    elsewhere = Client()
    password(elsewhere)
    give(elsewhere, code())
    elsewhere.post(f"{HOME}trust/", {"action": "skip"})
    head = AdministratorFactory(username="head", password=PASSWORD)
    password(client, "head")
    assert client.post(f"/staff/{kim.pk}/second-factor/").status_code == 302
    assert not Authenticator.objects.filter(user=kim).exists()
    assert elsewhere.get("/").headers["Location"] == "/login/?next=/"
    assert (LogEntry.objects.get().user, mailoutbox[0].to) == (head, ["kim@example.com"])


def test_second_factor_of_others_is_not_removed_by_others(client, kim):
    client.force_login(TeacherFactory())
    assert client.post(f"/staff/{kim.pk}/second-factor/").status_code == 404
    assert Authenticator.objects.filter(user=kim).count() == 2


def test_page_of_an_administrator_looks_the_factor_up_once(
    client, set_up, head, django_assert_max_num_queries
):
    set_up()
    client.get("/staff/")
    with django_assert_max_num_queries(12) as captured:
        client.get("/staff/")
    assert not [query for query in captured if "mfa_authenticator" in query["sql"]]
