"""Staff in the admin: added without a password, given roles, never deleted."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import User
from tests.factories import PASSWORD, AdministratorFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(username="head", name="원장")
    client.force_login(user)
    return user


def group(name):
    return Group.objects.get(name=name)


def page(user):
    return f"{LIST}{user.pk}/change/"


def fields(**changes):
    given = {"username": "Lee.Su", "name": "이수", "email": "", "phone": "", "is_active": "on"}
    return {**given, "groups": [group(roles.TEACHER).pk], **changes}


def test_adding_makes_an_account_without_password(client, administrator):
    response = client.post(f"{LIST}add/", fields())
    user = User.objects.get(username="lee.su")
    assert (response.status_code, response.headers["Location"]) == (302, LIST)
    assert (user.name, user.roles) == ("이수", {roles.TEACHER})
    assert not user.has_usable_password()
    assert LogEntry.objects.get().object_repr == "이수"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "HEAD"}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "a" * 151}, "username"),
        ({"name": ""}, "name"),
        ({"email": "no address"}, "email"),
        ({"groups": []}, "groups"),
        ({"groups": [9999]}, "groups"),
    ],
)
def test_adding_bad_input_is_a_field_error(client, administrator, changes, field):
    response = client.post(f"{LIST}add/", fields(**changes))
    assert response.status_code == 200
    assert list(response.context["adminform"].errors) == [field]
    assert list(User.objects.all()) == [administrator]


def test_adding_cannot_make_a_superuser_or_a_password(client, administrator):
    smuggled = {"is_superuser": "on", "is_staff": "on", "is_demo": "on", "password": PASSWORD}
    client.post(f"{LIST}add/", fields(**smuggled))
    user = User.objects.get(username="lee.su")
    assert (user.is_superuser, user.is_staff, user.is_demo) == (False, False, False)
    assert not user.has_usable_password()


def test_changing_roles_and_name_is_saved(client, administrator):
    user = TeacherFactory(username="lee", password=PASSWORD)
    both = [group(roles.OFFICE).pk, group(roles.TEACHER).pk]
    client.post(page(user), fields(username="lee", name="이수진", groups=both))
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.roles) == ("이수진", {roles.OFFICE, roles.TEACHER})
    assert user.check_password(PASSWORD)


def test_changing_an_imported_account_leaves_what_the_old_database_says(
    client, administrator, monkeypatch
):
    monkeypatch.setattr("accounts.admin.staff.owned_fields", lambda user: {"username", "name"})
    user = TeacherFactory(username="park", name="박", legacy_key="a" * 40, legacy_ref="staff:7")
    changes = fields(username="other", name="Other", phone="02-1", groups=[group(roles.VIEWER).pk])
    assert client.post(page(user), changes).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.username, user.name, user.phone) == ("park", "박", "02-1")
    assert user.roles == {roles.VIEWER}


@pytest.mark.parametrize("change", [{"is_active": ""}, {"groups": "teacher"}])
def test_changing_the_last_administrator_is_refused(client, administrator, change):
    if "groups" in change:
        change = {"groups": [group(roles.TEACHER).pk]}
    data = fields(username="head", name="원장", groups=[group(roles.ADMINISTRATOR).pk])
    response = client.post(page(administrator), {**data, **change})
    assert response.status_code == 200
    assert response.context["adminform"].form.non_field_errors() == [
        "마지막으로 남은 활성 관리자입니다. 먼저 다른 관리자를 지정하세요."
    ]
    assert list(User.objects.administrators()) == [administrator]


def test_changing_one_of_two_administrators_is_allowed(client, administrator):
    other = AdministratorFactory(username="deputy", name="부원장")
    client.post(page(other), fields(username="deputy", name="부원장"))
    assert list(User.objects.administrators()) == [administrator]


def test_deleting_is_nobodys(client, administrator):
    user = TeacherFactory()
    assert client.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).exists()


def test_list_shows_roles_in_the_readers_language(client, administrator):
    response = client.get(LIST)
    assert '<td class="field-role_names">관리자</td>' in response.text


def test_list_links_to_the_old_row(client, administrator):
    user = TeacherFactory(legacy_key="a" * 40, legacy_ref="kangsa:7")
    response = client.get(LIST)
    assert f'<a href="/legacy/rows/staff/{user.pk}/">kangsa:7</a>' in response.text


@pytest.mark.parametrize(("word", "found"), [("010-7", ["park"]), ("박", ["park"]), ("zzz", [])])
def test_list_search_finds_by_name_and_phone(client, administrator, word, found):
    TeacherFactory(username="park", name="박하나", phone="010-7777-0000")
    response = client.get(LIST, {"q": word})
    assert [user.username for user in response.context["cl"].result_list] == found


@pytest.mark.parametrize(("role", "found"), [("teacher", ["park"]), ("viewer", [])])
def test_list_is_filtered_by_role(client, administrator, role, found):
    TeacherFactory(username="park")
    response = client.get(LIST, {"role": role})
    assert [user.username for user in response.context["cl"].result_list] == found


def test_list_tells_nothing_about_password_hashes(client, administrator):
    assert client.get(LIST, {"password__startswith": "argon2"}).status_code == 400


def queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_list_costs_the_same_for_five_and_for_fifty(
    client, administrator, django_assert_max_num_queries
):
    UserFactory.create_batch(5, role=roles.TEACHER)
    few = queries(client, LIST, django_assert_max_num_queries)
    UserFactory.create_batch(45, role=roles.TEACHER)
    assert queries(client, LIST, django_assert_max_num_queries) == few
