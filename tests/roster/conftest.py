"""Fixtures of the book's tests."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roster.alerts import collecting
from tests import factories


@pytest.fixture
def counted_queries():
    """A context manager that holds the queries made within."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def office(client):
    user = factories.OfficeFactory()
    client.force_login(user)
    return user


@pytest.fixture
def teacher(client):
    user = factories.TeacherFactory()
    client.force_login(user)
    return user


@pytest.fixture
def viewer(client):
    user = factories.ViewerFactory()
    client.force_login(user)
    return user


@pytest.fixture
def working_day(monkeypatch):
    """Alerts are found and sent today, also where the tests run on a holiday."""
    monkeypatch.setattr(collecting, "days_off", lambda first, last: {})


@pytest.fixture
def stay():
    return factories.EnrollmentFactory()


@pytest.fixture
def guardian(stay):
    return factories.GuardianFactory(student=stay.student, email="mother@example.com")
