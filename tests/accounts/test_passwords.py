"""Which passwords are taken."""

import hashlib
import io
import urllib.error

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts import breached
from accounts.models import User

LIKED = "correct horse battery staple"
USER = User(username="kim.teacher", name="김하나", email="hanakim@school.kr", phone="010-1234-5678")


def codes(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, USER)
    return {error.code for error in refused.value.error_list}


def test_long_passphrase_is_taken():
    assert validate_password(LIKED, USER) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_too_short"),
        ("administrator", "password_too_common"),
        ("382957109384756", "password_entirely_numeric"),
        ("teacher is my job", "password_personal"),
        ("우리 김하나 선생님 최고입니다", "password_personal"),
        ("call me 5678 now!", "password_personal"),
        ("my mail is hanakim", "password_personal"),
    ],
)
def test_weak_password_is_refused(password, code):
    assert code in codes(password)


@pytest.fixture
def listed(settings, monkeypatch, db):
    """A list of breached passwords that knows LIKED; what was asked of it."""
    settings.CHECK_BREACHED_PASSWORDS = True
    cache.delete(breached.UNREACHABLE)
    asked = []
    digest = hashlib.sha1(LIKED.encode()).hexdigest().upper()

    def answer(request, timeout):
        asked.append(request)
        return io.BytesIO(f"{'0' * 35}:0\r\n{digest[5:]}:42\r\n".encode())

    monkeypatch.setattr(breached.urllib.request, "urlopen", answer)
    return asked


def test_breached_password_is_refused_and_five_characters_leave_the_site(listed):
    assert codes(LIKED) == {"password_breached"}
    assert listed[0].full_url == "https://api.pwnedpasswords.com/range/ABF7A"
    assert listed[0].headers["Add-padding"] == "true"


def test_password_that_is_padding_only_is_taken(listed):
    assert validate_password("nobody has this one yet", USER) is None


@pytest.mark.parametrize(
    "trouble", [urllib.error.URLError("no network"), TimeoutError(), ValueError("not a list")]
)
def test_list_out_of_reach_is_asked_once_and_forgiven(listed, monkeypatch, trouble):
    tries = []

    def fail(request, timeout):
        tries.append(request)
        raise trouble

    monkeypatch.setattr(breached.urllib.request, "urlopen", fail)
    assert validate_password(LIKED, USER) is None
    assert validate_password(LIKED, USER) is None
    assert len(tries) == 1


def test_list_switched_off_is_not_asked(listed, settings):
    settings.CHECK_BREACHED_PASSWORDS = False
    assert validate_password(LIKED, USER) is None
    assert listed == []
