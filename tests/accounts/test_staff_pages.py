"""Administrators add staff, who set their own passwords through single-use links."""

import datetime
import io
import json
import re
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import roles
from accounts.models import Link, User
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    OfficeFactory,
    TeacherFactory,
    UserFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db
PAGES = ("/staff/", "/staff/add/", "/staff/invitations/", "/staff/{}/", "/staff/{}/edit/")
POSTS = ("/staff/invite/", "/staff/{}/invite/", "/staff/{}/withdraw/", "/staff/{}/copy/")


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(username="head", name="원장", password=PASSWORD)
    client.post("/login/", {"login": "head", "password": PASSWORD})
    return user


def fields(**changes):
    teacher = Group.objects.get(name=roles.TEACHER).pk
    given = {"username": "Lee.Su", "name": "이수", "email": "lee@example.com", "phone": ""}
    return {**given, "groups": [teacher], **changes}


def address(text):
    return re.search(r"http://testserver(/link/[^/\s<\"]+/)", text)[1]


@pytest.mark.parametrize("factory", [OfficeFactory, TeacherFactory, ViewerFactory])
def test_staff_pages_are_not_there_for_others(client, factory):
    other = TeacherFactory()
    client.force_login(factory())
    answers = {page: client.get(page.format(other.pk)).status_code for page in PAGES}
    answers |= {page: client.post(page.format(other.pk)).status_code for page in POSTS}
    assert answers == dict.fromkeys((*PAGES, *POSTS), 404)
    assert not Link.objects.exists()


def test_add_makes_an_account_without_password_and_mails_the_link(
    client, administrator, mailoutbox
):
    response = client.post("/staff/add/", fields())
    user = User.objects.get(username="lee.su")
    assert (response.status_code, response.headers["Location"]) == (302, f"/staff/{user.pk}/")
    assert (user.has_usable_password(), user.roles) == (False, {roles.TEACHER})
    assert mailoutbox[0].to == ["lee@example.com"]
    assert user.links.get().get_absolute_url() == address(mailoutbox[0].body)
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"이수"}


def test_add_without_mail_shows_the_code(client, administrator, mailoutbox):
    response = client.post("/staff/add/", fields(email=""), follow=True)
    assert mailoutbox == []
    assert 'src="data:image/svg+xml;base64,' in response.text
    assert address(response.text) == Link.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "HEAD"}, "username"),
        ({"username": "a\0b"}, "username"),
        ({"username": "😀"}, "username"),
        ({"username": "a" * 151}, "username"),
        ({"name": "\u202e" * 121}, "name"),
        ({"name": ""}, "name"),
        ({"email": "x" * 300 + "@example.com"}, "email"),
        ({"groups": []}, "groups"),
        ({"groups": ["x", "9999"]}, "groups"),
    ],
)
def test_add_bad_input_is_a_field_error(client, administrator, changes, field):
    response = client.post("/staff/add/", fields(**changes))
    assert list(response.context["form"].errors) == [field]
    assert (User.objects.count(), Link.objects.count()) == (1, 0)


def test_add_takes_no_password(client, administrator):
    client.post("/staff/add/", fields(password=PASSWORD, password1=PASSWORD, is_superuser="on"))
    user = User.objects.get(username="lee.su")
    assert (user.has_usable_password(), user.is_superuser) == (False, False)


def test_invitation_opens_the_site_with_the_password_one_chose(client, administrator):
    client.post("/staff/add/", fields())
    client.logout()
    path = Link.objects.get().get_absolute_url()
    assert "이수" in client.get(path).text
    response = client.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    user = User.objects.get(username="lee.su")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert user.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("typed", "again", "field"),
    [
        ("short", "short", "new_password2"),
        ("qwertyuiop123", "qwertyuiop124", "new_password2"),
        ("administrator", "administrator", "new_password2"),
        ("lee-is-my-name-이수", "lee-is-my-name-이수", "new_password2"),
        ("a\0bcdefghijklmn", "a\0bcdefghijklmn", "new_password1"),
        ("", "", "new_password1"),
    ],
)
def test_invitation_bad_password_uses_nothing_up(client, administrator, typed, again, field):
    client.post("/staff/add/", fields())
    link = Link.objects.get()
    path = link.get_absolute_url()
    response = client.post(path, {"new_password1": typed, "new_password2": again})
    assert field in response.context["form"].errors
    assert not User.objects.get(username="lee.su").has_usable_password()
    assert Link.objects.open().get() == link


def use(client, link):
    data = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    return client.post(link.get_absolute_url(), data).status_code


def test_link_works_once(client, administrator):
    client.post("/staff/add/", fields())
    link = Link.objects.get()
    client.logout()
    assert [use(client, link), use(client, link)] == [302, 410]
    assert client.get(link.get_absolute_url()).status_code == 410


def test_link_is_replaced_by_a_newer_one(client, administrator):
    client.post("/staff/add/", fields())
    old = Link.objects.get()
    client.post(f"/staff/{old.user_id}/invite/")
    assert [use(client, old), use(client, Link.objects.get())] == [410, 302]


def test_link_withdrawn_or_too_old_or_of_a_deactivated_account_is_gone(client, administrator):
    client.post("/staff/add/", fields())
    link = Link.objects.get()
    Link.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert use(client, link) == 410
    client.post(f"/staff/{link.user_id}/invite/")
    link = Link.objects.get()
    User.objects.filter(pk=link.user_id).update(is_active=False)
    assert use(client, link) == 410
    User.objects.filter(pk=link.user_id).update(is_active=True)
    client.post(f"/staff/{link.user_id}/withdraw/")
    assert use(client, link) == 410
    assert not User.objects.get(pk=link.user_id).has_usable_password()


@pytest.mark.parametrize("forged", ["x", "😀", "a.b", "x" * 3000, "\u202e", "%00"])
def test_link_forged_is_gone(client, administrator, forged):
    client.post("/staff/add/", fields())
    key = Link.objects.get().key
    for token in (forged, f"{key}.{forged}", key):
        assert client.get(f"/link/{token}/").status_code == 410


def test_link_of_an_email_address_sets_no_password(client, administrator):
    client.logout()
    client.post("/login/", {"login": "head", "password": PASSWORD})
    client.post("/account/email/", {"email": "new@example.com"})
    assert use(client, Link.objects.get()) == 302
    assert User.objects.get(pk=administrator.pk).email == "new@example.com"
    assert User.objects.get(pk=administrator.pk).check_password(PASSWORD)


def test_invitation_keeps_the_password_one_has_until_it_is_used(client, administrator):
    user = TeacherFactory(password=PASSWORD)
    client.post(f"/staff/{user.pk}/invite/")
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    left = Link.objects.get().expires_at - timezone.now()
    assert left < datetime.timedelta(days=1)


def test_invite_all_reaches_those_who_wait_and_nobody_else(client, administrator, mailoutbox):
    waiting = UserFactory(name="기다림", email="wait@example.com")
    UserFactory(name="그만둠", is_active=False)
    TeacherFactory(password=PASSWORD)
    response = client.post("/staff/invite/", follow=True)
    assert [link.user for link, _ in response.context["cards"]] == [waiting]
    assert [mail.to for mail in mailoutbox] == [["wait@example.com"]]
    client.post("/staff/invite/")
    assert len(mailoutbox) == 1


def test_edit_changes_and_is_logged(client, administrator):
    user = TeacherFactory(username="lee")
    office = Group.objects.get(name=roles.OFFICE).pk
    data = fields(username="lee", name="이수진", groups=[office], is_active="on")
    assert client.post(f"/staff/{user.pk}/edit/", data).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.roles) == ("이수진", {roles.OFFICE})
    assert LogEntry.objects.get().user == administrator


def test_edit_keeps_an_administrator(client, administrator):
    data = fields(username="head", is_active="on")
    response = client.post(f"/staff/{administrator.pk}/edit/", data)
    assert list(response.context["form"].errors) == ["__all__"]
    assert User.objects.get(pk=administrator.pk).is_administrator


def test_edit_shows_but_does_not_change_what_the_old_database_owns(
    client, administrator, monkeypatch
):
    monkeypatch.setattr("legacy.owned_forms.owned_fields", lambda user: {"username", "name"})
    user = TeacherFactory(username="park", name="박")
    client.post(f"/staff/{user.pk}/edit/", fields(username="other", phone="02-1", is_active="on"))
    user = User.objects.get(pk=user.pk)
    assert (user.username, user.name, user.phone) == ("park", "박", "02-1")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "박"}, ["park"]),
        ({"q": "park@"}, ["park"]),
        ({"q": "zz\0z"}, []),
        ({"q": "떠난"}, []),
    ],
)
def test_list_finds_by_name_and_mail(client, administrator, asked, found):
    TeacherFactory(username="park", name="박하나", email="park@example.com")
    TeacherFactory(username="gone", name="떠난이", is_active=False)
    page = client.get("/staff/", asked).context["page"]
    assert [user.username for user in page] == found


def test_list_of_the_deactivated_too(client, administrator):
    TeacherFactory(username="gone", name="떠난이", is_active=False)
    page = client.get("/staff/", {"q": "떠난", "state": "all"}).context["page"]
    assert [user.username for user in page] == ["gone"]


def test_list_costs_the_same_for_five_and_for_forty(
    client, administrator, django_assert_max_num_queries
):
    counts = []
    for more in (5, 35):
        UserFactory.create_batch(more, role=roles.TEACHER)
        with django_assert_max_num_queries(15) as captured:
            assert client.get("/staff/").context["page"].paginator.count > more
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_copy_holds_all_but_secrets_and_is_written_down(client, administrator):
    response = client.post(f"/staff/{administrator.pk}/copy/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    text = archive.read("data.json").decode()
    names = {row["아이디"] for row in json.loads(text)["교직원"]}
    secrets = (administrator.password, client.session.session_key)
    assert (names, [one for one in secrets if one in text]) == ({"head"}, [])
    assert LogEntry.objects.latest("pk").object_id == str(administrator.pk)
