"""Every page is closed to strangers unless this file says that it is open."""

import pytest
from django.urls import URLPattern, get_resolver

from tests.factories import (
    AdministratorFactory,
    OfficeFactory,
    TeacherFactory,
    UserFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db
SAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
}
OPEN = {
    "/login/": {"get": 200, "post": 200},
    "/login/inactive/": {"get": 200, "post": 405},
    "/login/forgotten/": {"get": 200, "post": 200},
    "/login/forgotten/done/": {"get": 200, "post": 405},
    "/link/x/": {"get": 410, "post": 410},
    "/language/": {"get": 405, "post": 302},
    "/healthz": {"get": 200, "post": 405},
    "/metrics": {"get": 404, "post": 405},  # without its token
    "/lessons/offline.js": {"get": 200, "post": 405},
    "/g/x/": {"get": 410, "post": 410},  # the link of no guardian
    "/calendar/x.ics": {"get": 404, "post": 405},  # the token of nobody
}
DOORS = ("/logout/", "/admin/login/")  # lead to /login/ by themselves


def addresses(resolver, prefix="/"):
    """One example address of every pattern of the site."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + example(pattern.pattern)
        else:
            yield from addresses(pattern, prefix + example(pattern.pattern))


def example(pattern):
    """`courses/<int:id>/` as `courses/1/`; the admin's two expressions by hand."""
    text = str(pattern)
    if text.startswith("^"):
        return "roster/"
    if text.startswith("("):
        return "nowhere/"
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        known = {"string": "str"}.get(kind, kind)
        for spelled in (f"<{known}:{name}>", f"<{name}>"):
            text = text.replace(spelled, SAMPLES.get(known, "1"))
    return text


ALL = sorted(set(addresses(get_resolver())))


def test_walk_finds_the_whole_site():
    assert set(OPEN) < set(ALL)
    assert {"/", "/admin/", "/admin/accounts/user/x/change/"} < set(ALL)
    assert not [address for address in ALL if "<" in address]


@pytest.mark.parametrize("address", [address for address in ALL if address not in OPEN])
def test_stranger_is_sent_to_the_door(client, address):
    methods = ("get", "post") if address in DOORS else ("get", "post", "put", "delete")
    answers = {}
    for method in methods:
        response = getattr(client, method)(address)
        answers[method] = (response.status_code, response.headers["Location"][:7])
    assert answers == dict.fromkeys(methods, (302, "/login/"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", OPEN)
def test_stranger_may_open_only_these(client, address, method):
    assert getattr(client, method)(address).status_code == OPEN[address][method]


@pytest.mark.parametrize("factory", [OfficeFactory, TeacherFactory, ViewerFactory, UserFactory])
def test_admin_and_old_database_are_closed_to_all_other_roles(client, factory):
    client.force_login(factory())
    closed = [address for address in ALL if address.startswith(("/admin/", "/legacy/"))]
    answers = {address: client.get(address).status_code for address in closed}
    expected = {address: 403 if address.startswith("/admin/") else 404 for address in closed}
    assert answers == expected


@pytest.mark.django_db(databases=["default", "legacy"])
@pytest.mark.parametrize(
    "factory", [AdministratorFactory, OfficeFactory, TeacherFactory, ViewerFactory, UserFactory]
)
def test_no_address_breaks_for_any_role(client, factory):
    """Nothing is there to be seen (the walk's keys are made up), and nothing falls over."""
    client.raise_request_exception = False
    client.force_login(factory())
    broken = {}
    for address in ALL:
        for method in ("get", "post"):
            status = getattr(client, method)(address).status_code
            if status >= 500:
                broken[f"{method} {address}"] = status
            if address == "/logout/":
                client.force_login(factory())
    assert broken == {}
