"""Who came in or tried to is written down, read-only, and removed after its time."""

import csv
import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Link, SignIn
from accounts.services import cleaning
from tests.factories import PASSWORD, AdministratorFactory, OfficeFactory, TeacherFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/signin/"
BROWSER = "Mozilla/5.0 (test)"


@pytest.fixture
def kim():
    return TeacherFactory(username="kim", email="kim@example.com", password=PASSWORD)


def post(client, username="kim", password=PASSWORD, address="203.0.113.7", **more):
    data = {"login": username, "password": password}
    return client.post("/login/", data, REMOTE_ADDR=address, HTTP_USER_AGENT=BROWSER, **more)


def logged():
    return list(SignIn.objects.order_by("pk").values_list("user", "username", "outcome"))


def test_sign_in_is_written_down(client, kim):
    post(client)
    line = SignIn.objects.get()
    assert (line.user, line.username, line.outcome) == (kim, "kim", "entered")
    assert (line.address, line.browser) == ("203.0.113.7", BROWSER)


def test_attempts_are_written_down_with_their_reason(client, kim):
    TeacherFactory(username="gone", password=PASSWORD, is_active=False)
    post(client, password="wrong")
    post(client, "gone")
    assert [line[1:] for line in logged()] == [("kim", "password"), ("gone", "inactive")]


def test_what_was_typed_for_a_name_that_nobody_has_is_not_kept(client, kim):
    post(client, "my secret password", "kim")
    assert logged() == [(None, "", "unknown")]


def test_lock_is_one_line_however_often_it_is_tried(client, kim):
    for number in range(15):
        post(client, password=f"guess {number}")
    assert [line[2] for line in logged()] == ["password"] * 10 + ["locked"]


def test_owner_is_told_once_a_day_of_guesses_even_of_slow_ones(client, kim, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip"}
    for number in range(12):
        post(client, password=f"guess {number}", address=f"203.0.113.{number % 2}")
    assert [mail.to for mail in mailoutbox] == [["kim@example.com"]]
    assert "203.0.113.0" in mailoutbox[0].body
    assert "http://testserver/login/forgotten/" in mailoutbox[0].body


def test_nobody_is_told_of_guesses_at_a_name_that_is_nobodys(client, kim, mailoutbox):
    for number in range(10):
        post(client, "nobody", f"guess {number}")
    assert mailoutbox == []


def test_address_is_the_proxys_word_and_not_the_clients(client, kim, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    post(client, address="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.9")
    assert SignIn.objects.get().address == "198.51.100.9"


def test_headers_of_nonsense_are_written_down(client, kim):
    data = {"login": "kim", "password": PASSWORD}
    client.post("/login/", data, HTTP_USER_AGENT="\0" + "😀" * 500, REMOTE_ADDR="fe80::1")
    line = SignIn.objects.get()
    assert (line.browser, line.address) == ("😀" * 200, "fe80::1")


def test_log_is_read_by_administrators_and_changed_by_nobody(client, kim):
    post(client)
    client.force_login(AdministratorFactory())
    assert "203.0.113.7" in client.get(LIST).text
    pk = SignIn.objects.get(user=kim).pk
    assert client.post(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{pk}/change/", {"outcome": "entered"}).status_code == 403
    assert client.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert SignIn.objects.filter(pk=pk).exists()


@pytest.mark.parametrize("factory", [OfficeFactory, TeacherFactory])
def test_log_is_closed_to_others(client, factory):
    client.force_login(factory())
    assert client.get(LIST).status_code == 403


def test_export_is_no_formula_anywhere(client, kim):
    kim.name = "=cmd|'/c calc'!A1"
    kim.save()
    for browser in ("+1+1", "-1+1", "@SUM(1)", "\t=1", "plain"):
        SignIn.objects.create(user=kim, username="kim", browser=browser, outcome="entered")
    client.force_login(AdministratorFactory())
    chosen = list(SignIn.objects.values_list("pk", flat=True))
    response = client.post(LIST, {"action": "export", "_selected_action": chosen})
    assert response.headers["Content-Disposition"] == 'attachment; filename="sign-ins.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["name"] for row in rows} == {"'=cmd|'/c calc'!A1"}
    assert [row["browser"] for row in rows] == ["plain", "'\t=1", "'@SUM(1)", "'-1+1", "'+1+1"]


def test_list_costs_the_same_for_five_and_for_fifty(client, kim, django_assert_max_num_queries):
    client.force_login(AdministratorFactory())
    counts = []
    for more in (5, 45):
        SignIn.objects.bulk_create(SignIn(user=kim, outcome="entered") for _ in range(more))
        with django_assert_max_num_queries(20) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_command_removes_what_is_older_than_the_setting(kim, settings, capsys, monkeypatch):
    monkeypatch.setattr(cleaning, "BATCH", 2)
    settings.SIGN_IN_LOG_DAYS = 400
    SignIn.objects.bulk_create(SignIn(user=kim, outcome="entered") for _ in range(5))
    now = timezone.now()
    SignIn.objects.update(at=now - datetime.timedelta(days=401))
    kept = SignIn.objects.create(user=kim, outcome="entered")
    for days in (31, 29):
        Link.objects.create(
            user=kim, purpose="reset", expires_at=now - datetime.timedelta(days=days)
        )
    call_command("clean_accounts")
    assert "Removed 5 sign-ins, 1 links, 0 mails" in capsys.readouterr().out
    assert (SignIn.objects.get(), Link.objects.count()) == (kept, 1)


def test_command_keeps_everything_where_the_setting_says_so(kim, settings):
    settings.SIGN_IN_LOG_DAYS = 0
    SignIn.objects.create(user=kim, outcome="entered")
    SignIn.objects.update(at=timezone.now() - datetime.timedelta(days=9999))
    call_command("clean_accounts")
    assert SignIn.objects.count() == 1
