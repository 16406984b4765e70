"""Fixtures of the whole suite."""

import pytest
from django.test.utils import setup_databases, teardown_databases


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, worker_id):
    """Makes the site's test database only: the old database is never made by Django."""
    suffix = "" if worker_id == "master" else worker_id
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases=["default"], **_parallel(suffix)
        )
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _parallel(suffix):
    from django.conf import settings

    if suffix:
        test = settings.DATABASES["default"].setdefault("TEST", {})
        test["NAME"] = f"test_site_{suffix}"
    return {}


@pytest.fixture(scope="session")
def worker_id(request):
    """The xdist worker's name, or "master" where the suite runs in one process."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")
