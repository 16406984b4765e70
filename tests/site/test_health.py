"""What load balancers see."""

import pytest
from django.db import OperationalError, connection

from attendance_site import health


@pytest.mark.django_db
def test_healthz_with_a_database_is_200(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in response.headers


def test_healthz_without_a_database_is_503(client, monkeypatch):
    class Broken:
        def cursor(self):
            raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", Broken())
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "no database"})
    assert response.headers["Retry-After"] == "5"


@pytest.mark.django_db
def test_healthz_on_a_node_that_lost_its_cluster_is_503(client):
    """Such a node answers what reads no table."""

    def lonely(execute, sql, params, many, context):
        if "FROM" in sql:
            raise OperationalError(1047, "WSREP has not yet prepared node for application use")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lonely):
        assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_healthz_answers_head_and_refuses_post(client):
    assert client.head("/healthz").status_code == 200
    response = client.post("/healthz")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_healthz_answers_http_behind_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    fresh = type(client)()
    assert fresh.get("/healthz").status_code == 200
    assert fresh.get("/login/").status_code == 301
