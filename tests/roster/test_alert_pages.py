"""The pages of alerts."""

import pytest

from legacy.models import Job
from roster.alerts.collecting import collect
from roster.days import today
from roster.models import Alert, AlertRule
from tests import factories
from tests.roster.alerting import DAY, mark, rule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_day")]


def test_rule_is_made_switched_off_and_shows_its_preview(client, office, stay, guardian):
    mark(stay)
    response = client.post(
        "/alerts/rules/add/",
        {"kind": "absent", "recipient": "guardian", "number": 3, "starts_on": today() - 5 * DAY},
    )
    rule = AlertRule.objects.get()
    assert (response.url, rule.is_active) == (rule.get_absolute_url(), False)
    lines = client.get(response.url).context["lines"]
    assert [(line.student, [one.email for one in line.recipients]) for line in lines] == [
        (stay.student, ["mother@example.com"])
    ]
    assert Alert.objects.count() == 0


def test_activated_rule_is_scheduled(client, office):
    rule = rule_of("absent", is_active=False)
    data = {"recipient": "teacher", "number": 3, "starts_on": today(), "is_active": "on"}
    assert client.post(rule.get_absolute_url(), data).url == "/alerts/"
    assert Job.objects.get().kind == "alerts"
    response = client.post(rule.get_absolute_url(), data | {"number": 0})
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["number"])


def test_list_names_lessons_and_states_in_as_many_queries_for_many(
    client, office, guardian, stay, counted_queries
):
    assert "아직 규칙이 없습니다" in client.get("/alerts/").text
    rule_of("absent")
    numbers = []
    for days in (1, 2, 3):
        mark(stay, days)
        collect()
        with counted_queries() as queries:
            page = client.get("/alerts/").context["page"]
        numbers.append(len(queries))
    assert [len(alert.named) for alert in page.object_list] == [1, 1, 1]
    assert numbers[0] == numbers[2]


def test_list_asks_only_for_messages_that_it_shows_or_that_did_not_go(
    client, office, counted_queries, monkeypatch
):
    monkeypatch.setattr("roster.views.asked.PAGE_SIZE", 1)
    _older, latest = (factories.AlertMessageFactory() for _ in range(2))
    factories.AlertMessageFactory(alert=latest.alert, state="sent")
    with counted_queries() as queries:
        context = client.get("/alerts/").context
    assert (context["repeatable"], context["counts"]["failed"]) == ({latest.pk}, 2)
    assert [alert.pk for alert in context["page"]] == [latest.alert_id]
    statements = [one["sql"] for one in queries]
    assert sum(" IN ('waiting', 'sending', 'failed')" in sql for sql in statements) == 1
    limited = [sql for sql in statements if sql.endswith("LIMIT 1")]
    assert [sql for sql in limited if "alertrule" in sql] == []


def test_alerts_are_for_the_office(client, teacher):
    assert client.get("/alerts/").status_code == 403
    assert client.post("/alerts/look/").status_code == 403
