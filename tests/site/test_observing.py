"""Requests have an id in every line and on the pages of faults, and figures are for who may ask."""

import json
import logging
import re
import sys
import threading
import uuid
from contextlib import suppress

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.urls import include, path
from environ import Env
from prometheus_client.parser import text_string_to_metric_families

from attendance_site import environment
from legacy.log import JsonFormatter, RequestFilter, request_id
from legacy.metrics import counting
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories
from tests.site.failing import fail_with

pytestmark = pytest.mark.django_db
TOKEN = "token-of-the-monitoring-system"
ASKING = {"Authorization": f"Bearer {TOKEN}"}


urlpatterns = [
    path("500/", fail_with(RuntimeError("broken"))),
    path("503/", fail_with(OperationalError("gone"))),
    path("", include("attendance_site.urls")),
]
handler500 = "attendance_site.errors.broken"


@pytest.fixture
def measured(settings):
    """A site that counts, from nothing on."""
    settings.METRICS_TOKEN = TOKEN
    counting._meters.cache_clear()
    yield
    counting._meters.cache_clear()


def figures(client):
    """What /metrics says: {(name, values of its labels by their names): number}."""
    text = client.get("/metrics", headers=ASKING).text
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("given", ["0123456789abcdef", "Proxy.1-2_3x"])
def test_request_id_of_a_proxy_is_taken(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"], request_id.get()) == (given, given)


@pytest.mark.parametrize("given", ["", "short", "with space and more", "x" * 65, '"}{"forged'])
def test_request_id_that_could_forge_a_line_is_made_anew(client, given):
    answers = [client.get("/no/such/", headers={"X-Request-ID": given}) for _ in range(2)]
    made = [answer.headers["X-Request-ID"] for answer in answers]
    assert [bool(re.fullmatch("[0-9a-f]{16}", one)) for one in made] == [True, True]
    assert made[0] != made[1]


@pytest.mark.parametrize("status", [500, 503])
def test_page_of_a_fault_has_the_id_that_the_log_has(client, settings, caplog, status):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    caplog.handler.addFilter(RequestFilter())
    answer = client.get(f"/{status}/", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    known = answer.headers["X-Request-ID"]
    assert f"Number of this request: {known}" in answer.text
    assert {record.request_id for record in caplog.records} == {known}


def test_line_of_a_request_says_what_and_not_who(client, settings, caplog):
    settings.LOG_FORMAT = "json"
    caplog.handler.addFilter(RequestFilter())
    with caplog.at_level(logging.INFO, "requests"):
        answer = client.get("/g/secret-of-a-guardian/?name=kim")
        client.get("/no/such/kim/")
    lines = [JsonFormatter().format(one) for one in caplog.records if one.name == "requests"]
    first, second = map(json.loads, lines)
    assert list(first) == [
        "time", "level", "logger", "request_id", "message",
        "method", "view", "route", "status", "ms",
    ]  # fmt: skip
    assert first["request_id"] == answer.headers["X-Request-ID"]
    assert (first["method"], first["view"], first["route"], first["status"]) == (
        "GET", "roster:guardian_excuse", "g/<str:token>/", 410,
    )  # fmt: skip
    assert (second["view"], second["route"], second["status"]) == ("", "", 404)
    assert "secret" not in lines[0]
    assert "kim" not in "".join(lines)


def test_line_of_a_fault_is_one_line_of_json():
    try:
        raise ValueError("of\ntwo lines")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "of %s", ("김",), sys.exc_info())
    line = JsonFormatter().format(record)
    found = json.loads(line)
    assert "\n" not in line
    assert (found["message"], found["request_id"]) == ("of 김", "-")
    assert found["exception"].endswith("ValueError: of\ntwo lines")


def test_figures_are_for_who_has_the_token(client, measured, settings):
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    asked = [client.get("/metrics", headers=one) for one in (ASKING, wrong, {})]
    assert [answer.status_code for answer in asked] == [200, 404, 404]
    settings.METRICS_TOKEN = ""
    for given in ("", "Bearer "):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_short_token_is_refused(monkeypatch):
    monkeypatch.setenv("METRICS_TOKEN", "x" * 15)
    with pytest.raises(ImproperlyConfigured, match=r"^METRICS_TOKEN is too short"):
        environment.token(Env(), "METRICS_TOKEN")


def test_figures_count_requests_and_marks(client, measured):
    lesson = factories.LessonFactory(course=factories.course_with(3))
    present = factories.status("present").pk
    students = lesson.course.enrollments.values_list("student", flat=True)
    saved = {"user": factories.TeacherFactory(), "request_id": uuid.uuid4()}
    for _ in range(2):  # the second changes nothing
        save_marks(lesson, [Entry(student, present) for student in students], **saved)
    client.get("/no/such/")
    client.get("/healthz")
    client.generic("BREW", "/healthz")
    found = figures(client)
    assert found["attendance_marks_total",] == 3
    requests = {key[1:]: n for key, n in found.items() if key[0] == "attendance_requests_total"}
    assert requests == {
        ("GET", "404", ""): 1,
        ("GET", "200", "healthz"): 1,
        ("other", "405", "healthz"): 1,
    }
    assert found["attendance_request_seconds_count", "healthz"] == 2
    assert found["attendance_database_up",] == 1
    assert (found["attendance_workers",], found["attendance_jobs_open",]) == (0, 0)
    assert found["attendance_alerts_waiting",] == 0


def test_counters_are_made_once_for_all_threads(measured, monkeypatch):
    made, both_are_in = [], threading.Barrier(2)

    def make():
        made.append(1)
        with suppress(threading.BrokenBarrierError):
            both_are_in.wait(0.5)

    monkeypatch.setattr(counting, "Meters", make)
    threads = [threading.Thread(target=counting.meters) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_figures_while_the_database_is_away(client, measured):
    def gone(*args):
        raise OperationalError("gone")

    with connection.execute_wrapper(gone):
        found = figures(client)
    assert found["attendance_database_up",] == 0
    assert ("attendance_workers",) not in found


def test_site_that_nobody_measures_counts_nothing(client):
    client.get("/healthz")
    assert (counting.meters(), counting._meters.cache_info().currsize) == (None, 0)
