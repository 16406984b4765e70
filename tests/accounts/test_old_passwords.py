"""Passwords of old systems work until the first sign-in, and are kept wrapped until then.

The values come from elsewhere: MariaDB's functions (mysql, md5, sha1, sha2), libpass 1.9 (phpass,
bcrypt), node's crypto and OpenSSL (gnuboard), the reference implementation of Argon2, and the
example hashes of hashcat.
"""

import datetime
import time
from types import SimpleNamespace

import bcrypt
import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.management import call_command
from django.utils import timezone

from accounts.hashers import LegacyPasswordHasher
from accounts.models import User
from accounts.old_passwords import recognize
from tests.factories import PASSWORD, TeacherFactory

KOREAN = "비밀번호123!"
KNOWN = {
    "md5": (KOREAN, "1e9f50d23e4e340a8e55fef45c9bbef2"),
    "md5 in capitals": ("password", "5F4DCC3B5AA765D61D8327DEB882CF99"),
    "sha1": (KOREAN, "701b55623f6d03dab22ac08287bf7d293983f688"),
    "sha256": (KOREAN, "44d101ea4a8e0f322bfd8d05fe8e9fcecc302b3ae5724a643de9b6ea415376d6"),
    "sha512": (
        KOREAN,
        "754e44258f12231a1a54c8117ce11c6cae9f986ea1616dd918b99d65422c5f83"
        "c37a687cd52c45cbc2d2aaac913697db3c0ff884632e52927bc7571ca98312d3",
    ),
    "mysql": (KOREAN, "*5F024EDECAF3FC5C03DB6363597CF840D2894D99"),
    "mysql of a plain word": ("demo-kim", "*3E3A7B7075CA87B8149E67A1E4C4E190CACD1484"),
    "bcrypt 2y": (KOREAN, "$2y$04$2bLD1C8EuWsAiQPZreuOhuV3n1DDaeKN85RgtVTEdeou/66LTbxxu"),
    "bcrypt 2a": ("hashcat", "$2a$05$LhayLxezLhK1LhWvKxCyLOj0j1u.Kj0jZ0pEmm134uzrQlFvQJLF6"),
    "argon2id": (
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ),
    "phpass": (KOREAN, "$P$BKtFGb3wsmrTEuGFkzZDr3dr9Rp6hm/"),
    "phpass of hashcat": ("hashcat", "$P$984478476IagS59wHZvyQMArzfx58u."),
    "phpass of phpBB": ("demo-kim", "$H$BcFsnx6Cq.0cA6Rzscf6eLobVxgz0f1"),
    "drupal": ("hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf"),
    "gnuboard": (KOREAN, "sha256:12000:MDEyMzQ1Njc4OWFiY2RlZmdo:U8mgLdNYYsf7bz13pLcUwvMNDWjhVQP8"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_old_password_is_checked_and_nothing_else_is(name):
    password, stored = KNOWN[name]
    wrapped = LegacyPasswordHasher().wrap(stored)
    renewed = []
    assert check_password(password, wrapped, renewed.append)
    assert renewed == [password]
    assert not check_password(password + "x", wrapped)
    assert not check_password(password[:-1], wrapped)
    assert not check_password("", wrapped)
    assert not check_password(stored, wrapped)


@pytest.mark.parametrize("name", KNOWN)
def test_wrapped_password_holds_no_digest_and_fits_the_column(name):
    _, stored = KNOWN[name]
    wrapped = LegacyPasswordHasher().wrap(stored)
    digest = recognize(stored)[2]
    assert digest.lower() not in wrapped.lower()
    assert wrapped.startswith("legacy$")
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in wrapped
    assert len(wrapped) <= User._meta.get_field("password").max_length
    assert set(identify_hasher(wrapped).safe_summary(wrapped).values()).isdisjoint(
        {wrapped, digest}
    )


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "41724f891b5abfe2",  # OLD_PASSWORD()
        "demo-kim",
        "rl.3StKT.4T8M",  # DES crypt
        "$1$abcdefgh$G//4keteveJp0qb8z2DxG/",
        "$2x$04$2bLD1C8EuWsAiQPZreuOhuV3n1DDaeKN85RgtVTEdeou/66LTbxxu",
        "$2y$31$2bLD1C8EuWsAiQPZreuOhuV3n1DDaeKN85RgtVTEdeou/66LTbxxu",  # takes hours
        "$argon2id$v=19$m=99999999,t=9999,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1b",
        "$argon2id$v=19$m=1,t=0,p=9$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$P$z84478476IagS59wHZvyQMArzfx58u.",
        "sha256:999999999:MDEyMzQ1Njc4OWFiY2RlZmdo:U8mgLdNYYsf7bz13pLcUwvMNDWjhVQP8",
        "sha256:0:MDEyMzQ1Njc4OWFiY2RlZmdo:U8mgLdNYYsf7bz13pLcUwvMNDWjhVQP8",
        "g" * 32,
        "legacy$md5$$argon2$argon2id$v=19$m=19456,t=2,p=1$x$y",
    ],
)
def test_what_is_no_known_digest_is_no_password(stored):
    assert LegacyPasswordHasher().wrap(stored) is None


def test_bcrypt_takes_72_bytes_as_php_does():
    stored = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
    wrapped = LegacyPasswordHasher().wrap(stored)
    assert check_password("x" * 100, wrapped)
    assert not check_password("x" * 71, wrapped)


def test_password_of_a_megabyte_is_wrong_without_being_hashed_a_thousand_times():
    wrapped = LegacyPasswordHasher().wrap(KNOWN["phpass"][1])
    assert not check_password("x" * 1_000_000, wrapped)


@pytest.fixture
def kim(db, settings):
    settings.PASSWORD_HASHERS = [
        "accounts.hashers.SchoolArgon2PasswordHasher",
        "accounts.hashers.LegacyPasswordHasher",
    ]
    user = TeacherFactory(username="kim")
    user.password = LegacyPasswordHasher().wrap(KNOWN["mysql"][1])
    user.save()
    return user


def sign_in(client, password):
    return client.post("/login/", {"login": "kim", "password": password})


def test_first_sign_in_keeps_the_password_as_any_other(client, kim):
    assert sign_in(client, "wrong").status_code == 200
    assert User.objects.get().password == kim.password
    assert sign_in(client, KOREAN).status_code == 302
    assert User.objects.get().password.startswith("argon2$argon2id$v=19$m=19456")
    assert client.get("/").status_code == 200
    client.post("/logout/")
    assert sign_in(client, KOREAN).status_code == 302


def test_wrong_password_takes_as_long_for_whomever_it_is(client, kim, settings, monkeypatch):
    slept, passed = [], iter([0.0, 0.1, 0.0, 0.25])
    clock = SimpleNamespace(monotonic=lambda: next(passed), sleep=slept.append, time=time.time)
    monkeypatch.setattr("accounts.adapter.time", clock)
    settings.SECONDS_OF_A_WRONG_PASSWORD = 0.6
    for name in ("kim", "nobody"):
        client.post("/login/", {"login": name, "password": "wrong"})
    assert slept == [0.5, 0.35]


def days_ago(number):
    return timezone.now() - datetime.timedelta(days=number)


def test_unused_old_password_is_dropped_after_its_time(client, kim, capsys):
    User.objects.update(date_joined=days_ago(89))
    call_command("clean_accounts")
    assert User.objects.get().password == kim.password
    User.objects.update(date_joined=days_ago(91))
    call_command("clean_accounts")
    assert not User.objects.get().has_usable_password()
    call_command("clean_accounts")
    assert [line.split("; ")[1] for line in capsys.readouterr().out.splitlines()] == [
        f"dropped {number} passwords of the old database." for number in (0, 1, 0)
    ]


def test_old_password_that_was_used_stays(client, kim):
    sign_in(client, KOREAN)
    User.objects.update(date_joined=days_ago(999))
    call_command("clean_accounts")
    assert User.objects.get().check_password(KOREAN)


@pytest.fixture
def plain(client, db):
    """Somebody whose password stood in the old database for everyone to read."""
    TeacherFactory(username="kim", password=PASSWORD, must_change_password=True)
    assert sign_in(client, PASSWORD).status_code == 302
    return client


@pytest.mark.parametrize("page", ["/", "/courses/", "/account/", "/account/email/", "/admin/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_plain_password_opens_nothing_but_the_page_to_change_it(plain, page, method):
    assert getattr(plain, method)(page).headers["Location"] == "/account/password/"


def test_plain_password_tells_scripts_where_to_go(plain):
    page = plain.get("/students/", headers={"HX-Request": "true"})
    assert (page.status_code, page.headers["HX-Redirect"]) == (403, "/account/password/")
    data = plain.get("/students/", headers={"Accept": "application/json"})
    assert (data.status_code, data.json()["page"]) == (403, "/account/password/")


def test_plain_password_once_changed_opens_everything(plain):
    new = "twelve wet horses on a hill"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert plain.post("/account/password/", data).status_code == 302
    assert plain.get("/").status_code == 200
    assert User.objects.get().must_change_password is False


def test_plain_password_lets_sign_out(plain):
    assert plain.post("/logout/").headers["Location"] == "/login/"
