"""Staff of real old databases sign in with the passwords they have."""

import json

import pytest

from accounts.imports import Staff
from accounts.models import User

SHOW = """
import json
from accounts.models import User
def kind(user):
    return user.password.split("$")[:2] if user.has_usable_password() else None
people = User.objects.exclude(legacy_key=None).order_by("pk")
print(json.dumps([(user.username, kind(user), user.must_change_password,
                   user.check_password("demo-" + user.username), user.check_password("demo"))
                  for user in people]))
"""
MAPS = {
    "hagwon_euckr": """
version = 1
[source]
name = "hagwon"
[staff]
table = "gangsa"
username = "gs_id"
name = "gs_name"
password = "gs_pw"
""",
    "rickxy": """
version = 1
[source]
name = "rickxy"
[[staff]]
table = "tblclassteacher"
username = "emailAddress"
name = "firstName"
password = "password"
[[staff]]
table = "tblstudents"
username = "admissionNumber"
name = "firstName"
plain_password = "password"
""",
}


@pytest.fixture
def imported(manage, old_database, site_url, tmp_path):
    """A function that imports the staff of an old database into a site of its own, and returns
    `[[username, scheme, must change, whether "demo-<username>" opens, whether "demo" does]]`."""

    def run(name):
        where = {"legacy": old_database(name), "models": tmp_path / "models.py", "site": site_url}
        written = tmp_path / "legacy.toml"
        written.write_text(MAPS[name])
        for command in (
            ["inspect_legacy"],
            ["import_legacy", "--map", written, "--no-progress"],
        ):
            ran = manage(*command, **where)
            assert ran.code == 0, ran.stderr
        return json.loads(manage("shell", "-v0", "-c", SHOW, **where).stdout)

    return run


@pytest.mark.shared
def test_hagwon_staff_keep_their_passwords(imported):
    people = imported("hagwon_euckr")
    assert len(people) == 7
    assert {tuple(kind) for _, kind, *_ in people} == {("legacy", "mysql"), ("legacy", "md5")}
    assert [(must, own) for _, _, must, own, _ in people] == [(False, True)] * 7


@pytest.mark.shared
def test_plain_passwords_are_hashed_and_must_be_changed(imported):
    people = imported("rickxy")
    teachers, others = people[:4], people[4:]
    assert {tuple(kind) for _, kind, *_ in teachers} == {("legacy", "md5")}
    assert len(others) == 16
    assert {(*kind, must, opens) for _, kind, must, _, opens in others} == {
        ("argon2", "argon2id", True, True)
    }


@pytest.fixture
def create(db, monkeypatch, settings):
    """A function that brings one member of staff and returns the User."""
    settings.LEGACY_IS_SAMPLE = False

    def run(**values):
        user = User(username="kim", name="김", legacy_key="a" * 40, password=values.get("password"))
        user.__dict__.update({"role": "teacher", **values})
        Staff(run=None).create([user])
        return User.objects.get(username="kim")

    return run


@pytest.mark.parametrize("stored", ["41724f891b5abfe2", "rl.3StKT.4T8M", "", None, "demo"])
def test_unknown_format_is_no_password(create, stored):
    user = create(password=stored)
    assert (user.has_usable_password(), user.must_change_password) == (False, False)
    assert User.objects.waiting_for_invitation().get() == user


def test_plain_text_that_looks_like_a_hash_is_what_the_map_says(create):
    user = create(password=None, plain_password="5f4dcc3b5aa765d61d8327deb882cf99")
    assert user.check_password("5f4dcc3b5aa765d61d8327deb882cf99")
    assert user.must_change_password is True


def test_password_of_the_sample_opens_no_other_site(create, settings):
    settings.LEGACY_IS_SAMPLE = True
    user = create(password="5f4dcc3b5aa765d61d8327deb882cf99", plain_password="demo")
    assert (user.has_usable_password(), user.must_change_password) == (False, False)


def test_password_of_the_sample_opens_the_sample(create, settings):
    settings.LEGACY_IS_SAMPLE = settings.IS_SAMPLE = True
    assert create(password="5f4dcc3b5aa765d61d8327deb882cf99").check_password("password")
