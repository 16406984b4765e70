"""A session ends when it is not used, and in any case after the absolute limit."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from accounts.models import Session
from accounts.sessions.store import digest
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    OfficeFactory,
    TeacherFactory,
    UserFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db
DOOR = "/login/?next=/bare/"


def bare(request):
    return HttpResponse(request.user.username)


urlpatterns = [path("bare/", bare), path("", include("attendance_site.urls"))]


@pytest.fixture(autouse=True)
def bare_page(settings):
    settings.ROOT_URLCONF = __name__


def sign_in(client, **more):
    data = {"login": "kim", "password": PASSWORD, **more}
    assert client.post("/login/", data).status_code == 302


def open_after(client, clock, **headers):
    """Where a visit leads some time later: a function of that time."""

    def visit(**length):
        clock.forward(**length)
        response = client.get("/bare/", headers=headers)
        return response.headers.get("Location", response.status_code)

    return visit


@pytest.mark.parametrize("factory", [AdministratorFactory, OfficeFactory, UserFactory])
def test_idle_desk_is_signed_out_after_half_an_hour(client, clock, factory):
    client.force_login(factory())
    visit = open_after(client, clock)
    assert [visit(minutes=29), visit(minutes=29), visit(minutes=31)] == [200, 200, DOOR]


@pytest.mark.parametrize("factory", [TeacherFactory, ViewerFactory])
def test_idle_class_stays_signed_in_between_lessons(client, clock, factory):
    client.force_login(factory())
    visit = open_after(client, clock)
    assert [visit(hours=4), visit(hours=7, minutes=59)] == [200, 200]


def test_idle_limit_of_two_roles_is_the_stricter(client, clock):
    user = TeacherFactory()
    user.groups.add(*OfficeFactory().groups.all())
    client.force_login(user)
    assert open_after(client, clock)(minutes=31) == DOOR


def test_idle_limit_is_a_setting(client, clock, settings):
    settings.SESSION_IDLE_MINUTES = {**settings.SESSION_IDLE_MINUTES, "teacher": 5}
    client.force_login(TeacherFactory())
    visit = open_after(client, clock)
    assert [visit(minutes=4), visit(minutes=6)] == [200, DOOR]


def test_absolute_limit_ends_a_session_in_use(client, clock):
    client.force_login(TeacherFactory())
    visit = open_after(client, clock)
    assert [visit(hours=1) for _ in range(11)] == [200] * 11
    assert visit(hours=1) == DOOR


def test_polling_is_no_activity(client, clock):
    client.force_login(OfficeFactory())
    poll = open_after(client, clock, **{"X-Background": "yes"})
    assert [poll(minutes=10), poll(minutes=10), poll(minutes=11)] == [200, 200, DOOR]


def test_use_is_stamped_once_a_minute(client, clock, django_assert_num_queries):
    client.force_login(TeacherFactory())
    visit = open_after(client, clock)
    for seconds, queries in ((1, 2), (60, 3), (1, 2), (58, 2), (1, 3)):
        with django_assert_num_queries(queries):
            assert visit(seconds=seconds) == 200


def test_sign_in_remembers_address_and_browser(client):
    TeacherFactory(username="kim", password=PASSWORD)
    client.defaults["HTTP_USER_AGENT"] = "Notebook " + "x" * 300
    sign_in(client)
    row = Session.objects.get()
    assert (row.user.username, row.ip) == ("kim", "127.0.0.1")
    assert row.user_agent == ("Notebook " + "x" * 300)[:255]


def test_stamp_remembers_the_newest_address(client, clock):
    TeacherFactory(username="kim", password=PASSWORD)
    sign_in(client)
    clock.forward(minutes=2)
    client.get("/bare/", REMOTE_ADDR="2001:db8::7", headers={"user-agent": "Phone"})
    row = Session.objects.get()
    assert (row.ip, row.user_agent) == ("2001:db8::7", "Phone")
    assert row.last_seen_at > row.signed_in_at


@pytest.mark.parametrize("proxies", [0, 2])
def test_visit_without_an_address_is_answered(client, clock, settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client.force_login(TeacherFactory())
    clock.forward(minutes=2)
    forwarded = {"x-forwarded-for": "10.0.0.1"} if proxies else {}
    assert client.get("/bare/", REMOTE_ADDR="", headers=forwarded).status_code == 200


def test_remembered_cookie_ends_with_the_absolute_limit(client, clock):
    TeacherFactory(username="kim", password=PASSWORD)
    sign_in(client, remember="on")
    clock.forward(hours=2)
    session = client.session
    session["anything"] = "that has the cookie set again"
    assert 0 <= 10 * 60 * 60 - session.get_expiry_age() < 60


def test_key_of_the_cookie_is_not_in_the_database(client):
    client.force_login(TeacherFactory())
    key, row = client.session.session_key, Session.objects.get()
    assert row.pk == digest(key)
    assert key not in str(Session.objects.values())
    client.cookies["session"] = row.pk
    assert client.get("/bare/").headers["Location"] == DOOR


@pytest.mark.parametrize("cookie", ["", "x", "0" * 32, "é", "a" * 5000, "../../etc/passwd"])
def test_cookie_that_is_none_leads_to_the_door_and_makes_nothing(client, cookie):
    client.cookies["session"] = cookie
    assert client.get("/bare/").headers["Location"] == DOOR
    assert not Session.objects.exists()
