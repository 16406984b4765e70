"""Where one is signed in, and ending that: for oneself, and for everybody as an administrator."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import Session
from accounts.sessions.store import digest
from tests.factories import PASSWORD, AdministratorFactory, OfficeFactory, TeacherFactory

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-S918N) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)
MINE = "/account/sessions/"


def browser(user, user_agent="", address="10.0.0.1"):
    """A client in which `user` is signed in, through the door where there is a password."""
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    if not user.has_usable_password():
        client.force_login(user)
    else:
        client.post("/login/", {"login": user.username, "password": PASSWORD})
    return client


def handle(client):
    return digest(client.cookies["session"].value)


def is_open(client):
    return client.get("/students/").status_code == 200


@pytest.fixture
def teacher():
    return TeacherFactory(username="kim", name="김하나", password=PASSWORD)


@pytest.fixture
def desk(teacher, long_ago):
    """Where that teacher signed in a while ago."""
    client = browser(teacher)
    long_ago(client)
    return client


@pytest.fixture
def phone(teacher):
    return browser(teacher, PHONE, "2001:db8::7")


def test_page_lists_the_browsers_and_marks_this_one(desk, phone):
    browser(OfficeFactory())
    response = desk.get(MINE)
    listed = {session.pk for session in response.context["sessions"]}
    assert listed == {handle(desk), handle(phone)}
    assert response.context["current"].pk == handle(desk)
    assert "Chrome Mobile 124 · Android 14" in response.text
    assert "Samsung SM-S918N" in response.text
    assert "2001:db8::7" in response.text
    assert response.text.count("이 브라우저") == 1
    assert "no-store" in response.headers["Cache-Control"]


def test_page_shows_no_key_of_a_cookie(desk, phone):
    page = desk.get(MINE).text
    assert phone.cookies["session"].value not in page
    assert desk.cookies["session"].value not in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", [MINE, f"{MINE}end/", "/staff/1/sessions/"])
def test_stranger_is_sent_to_the_door(client, method, path):
    response = getattr(client, method)(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/login/?next={path}")


def test_page_costs_the_same_for_two_and_for_many(desk, teacher, django_assert_max_num_queries):
    counts = []
    for more in (1, 12):
        for _ in range(more):
            browser(teacher)
        with django_assert_max_num_queries(8) as captured:
            desk.get(MINE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def confirm(client, response, password=PASSWORD):
    """Answers the question for the password that `response` leads to."""
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/confirm/?next=")
    return client.post(response.headers["Location"], {"password": password})


def test_end_there_asks_for_the_password_and_then_does_it(desk, phone):
    address = f"{MINE}{handle(phone)}/end/"
    asked = desk.post(address)
    assert is_open(phone)
    response = confirm(desk, asked)
    assert (response.status_code, response.headers["Location"]) == (302, MINE)
    assert not is_open(phone)
    assert is_open(desk)
    assert not LogEntry.objects.exists()


def test_end_everywhere_else_leaves_this_browser_only(desk, phone, teacher):
    third, other = browser(teacher), browser(OfficeFactory())
    confirm(desk, desk.post(f"{MINE}end/"))
    assert [is_open(one) for one in (desk, phone, third, other)] == [True, False, False, True]


def test_end_with_a_wrong_password_ends_nothing(desk, phone):
    response = confirm(desk, desk.post(f"{MINE}end/"), "wrong")
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"password"}
    assert is_open(phone)


def test_end_twice_says_so(desk, phone):
    address = f"{MINE}{handle(phone)}/end/"
    confirm(desk, desk.post(address))
    response = desk.post(address, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "그 브라우저에서 로그아웃했습니다.",
        "그 브라우저는 이미 로그아웃되어 있습니다.",
    ]


def test_end_here_leads_to_the_door(desk):
    response = confirm(desk, desk.post(f"{MINE}{'0' * 40}/end/"))
    response = desk.post(f"{MINE}{handle(desk)}/end/")
    assert response.headers["Location"].startswith("/login/")
    assert not is_open(desk)


def test_end_of_somebody_elses_session_by_its_handle_does_nothing(desk):
    other = browser(OfficeFactory())
    confirm(desk, desk.post(f"{MINE}{handle(other)}/end/"))
    assert is_open(other)


@pytest.mark.parametrize("path", [f"{MINE}end/", f"{MINE}x/end/"])
def test_end_is_no_link(desk, path):
    response = desk.get(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_confirming_changes_the_key(desk, phone):
    before = desk.cookies["session"].value
    confirm(desk, desk.post(f"{MINE}end/"))
    assert desk.cookies["session"].value != before
    assert not Session.objects.filter(pk=digest(before)).exists()


def test_confirming_does_not_lengthen_the_session(desk):
    before = Session.objects.get().signed_in_at
    confirm(desk, desk.post(f"{MINE}end/"))
    assert Session.objects.get().signed_in_at == before


def test_confirming_lasts_for_minutes(desk, long_ago):
    confirm(desk, desk.post(f"{MINE}end/"))
    assert desk.post(f"{MINE}end/").headers["Location"] == MINE
    long_ago(desk)
    confirm(desk, desk.post(f"{MINE}end/"))


def test_what_waits_for_confirming_holds_no_cookie(desk):
    desk.post(f"{MINE}end/", headers={"authorization": "Basic c2VjcmV0"})
    kept = desk.session["account_reauthentication_state"]["request"]
    assert desk.cookies["session"].value not in kept
    assert "c2VjcmV0" not in kept


@pytest.mark.parametrize("factory", [OfficeFactory, TeacherFactory])
def test_sessions_of_others_are_not_there(desk, teacher, factory):
    nosy = browser(factory())
    path = f"/staff/{teacher.pk}/sessions/"
    assert nosy.get(path).status_code == 404
    assert nosy.post(f"{path}end/").status_code == 404
    assert nosy.post(f"{path}{handle(desk)}/end/").status_code == 404
    assert is_open(desk)


@pytest.fixture
def administrator():
    return AdministratorFactory(username="head", password=PASSWORD)


@pytest.fixture
def office(administrator, long_ago):
    """Where that administrator signed in a while ago."""
    client = browser(administrator)
    long_ago(client)
    return client


def test_administrator_sees_anybodys_browsers(administrator, desk, phone, teacher):
    response = browser(administrator).get(f"/staff/{teacher.pk}/sessions/")
    assert len(response.context["sessions"]) == 2
    assert "<h1>김하나 님이 로그인한 곳</h1>" in response.text


def test_administrator_signs_anybody_out_and_it_is_logged(
    office, administrator, desk, phone, teacher
):
    path = f"/staff/{teacher.pk}/sessions/"
    response = confirm(office, office.post(f"{path}{handle(phone)}/end/"))
    assert response.headers["Location"] == path
    assert [is_open(one) for one in (office, desk, phone)] == [True, True, False]
    browser(teacher)
    office.post(f"{path}end/")
    assert [is_open(one) for one in (office, desk)] == [True, False]
    entries = LogEntry.objects.order_by("pk")
    assert [(one.user, one.object_repr, one.get_change_message()) for one in entries] == [
        (administrator, "김하나", "브라우저 1곳에서 로그아웃했습니다."),
        (administrator, "김하나", "브라우저 2곳에서 로그아웃했습니다."),
    ]


def test_administrator_of_nobody_is_404(administrator):
    assert browser(administrator).get("/staff/9999/sessions/").status_code == 404
