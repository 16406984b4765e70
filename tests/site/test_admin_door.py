"""The admin is entered through the site's one door, whatever state the visitor is in."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    OfficeFactory,
    TeacherFactory,
    UserFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db
STAFF = (OfficeFactory, TeacherFactory, ViewerFactory, UserFactory)


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/accounts/user/", "/admin/roster/student/add/", "/admin/nowhere/"]
)
def test_admin_stranger_is_sent_to_the_door(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/login/?next={path}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_admin_login_of_a_stranger_leads_to_the_door(client, method):
    credentials = {"username": "root", "password": PASSWORD}
    User.objects.create_superuser("root", password=PASSWORD, name="뿌리")
    response = getattr(client, method)("/admin/login/", credentials)
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/admin/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("factory", STAFF)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_admin_without_the_role_is_403(client, factory, method, path):
    client.force_login(factory(is_staff=True))
    response = getattr(client, method)(path, {"username": "root", "password": PASSWORD})
    assert response.status_code == 403
    assert 'type="password"' not in response.text


def test_admin_login_of_a_deactivated_administrator_leads_to_the_door(client):
    user = AdministratorFactory()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.get("/admin/login/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/admin/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_admin_login_when_signed_in_goes_on(client, method):
    client.force_login(AdministratorFactory())
    response = getattr(client, method)("/admin/login/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_admin_opens_by_the_role_not_by_is_staff(client):
    client.force_login(AdministratorFactory(is_staff=False))
    response = client.get("/admin/")
    assert response.status_code == 200
    assert 'href="/logout/"' in response.text


@pytest.mark.django_db(databases=["default", "legacy"])
@pytest.mark.parametrize("path", ["add/", "1/change/", "1/delete/"])
def test_admin_refuses_to_write_into_the_old_database(client, path):
    client.force_login(User.objects.create_superuser("root", name="뿌리"))
    tables = [model for model in admin.site._registry if model._meta.app_label == "source"]
    address = reverse(f"admin:source_{tables[0]._meta.model_name}_changelist") + path
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_admin_begins_with_the_book(client):
    client.force_login(AdministratorFactory())
    listed = [app["app_label"] for app in client.get("/admin/").context["app_list"]]
    assert listed == ["roster", "accounts", "legacy", "source", "admin"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_admin_logout_asks_on_the_sites_page(client, method):
    client.force_login(AdministratorFactory())
    response = getattr(client, method)("/admin/logout/")
    assert (response.status_code, response.headers["Location"]) == (302, "/logout/")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("path", ["/admin/password_change/", "/admin/password_change/done/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_admin_has_no_page_for_ones_own_password(client, path, method):
    client.force_login(AdministratorFactory())
    assert getattr(client, method)(path).status_code == 404


def test_admin_has_no_page_for_anyones_password(client):
    client.force_login(AdministratorFactory())
    teacher = TeacherFactory(password=PASSWORD)
    passwords = {"password1": "another " + PASSWORD, "password2": "another " + PASSWORD}
    client.post(f"/admin/accounts/user/{teacher.pk}/password/", passwords)
    teacher.refresh_from_db()
    assert teacher.check_password(PASSWORD)


@pytest.mark.django_db(databases=["default", "legacy"])
def test_admin_every_list_opens_for_an_administrator(client, django_assert_max_num_queries):
    """The role's permissions, not a superuser's, reach all that is registered."""
    client.force_login(AdministratorFactory())
    statuses = {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        with django_assert_max_num_queries(25):
            statuses[name] = client.get(reverse(f"admin:{name}_changelist")).status_code
    assert statuses == dict.fromkeys(statuses, 200)
    assert "accounts_user" in statuses


def test_admin_no_form_has_a_password_field(client):
    client.force_login(AdministratorFactory())
    for path in (
        "/admin/accounts/user/add/",
        f"/admin/accounts/user/{User.objects.get().pk}/change/",
    ):
        response = client.get(path)
        assert response.status_code == 200
        assert 'type="password"' not in response.text


def test_admin_chooser_with_nonsense_is_400(client):
    client.force_login(AdministratorFactory())
    response = client.post("/admin/roster/coursestaff/add/", {"user": "head", "course": "1"})
    assert response.status_code == 400


def test_admin_address_that_chooses_what_is_no_number_is_a_bad_request(client):
    client.force_login(AdministratorFactory())
    assert client.get("/admin/roster/schedule/add/?course={}").status_code == 400
