"""The databases of the suite: which there are, and what they hold when a test begins."""

import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, connections

ROLES = {"administrator", "office", "teacher", "viewer"}
BOTH = ["default", "legacy"]


def role_names():
    return set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_database_is_the_one_that_was_asked_for():
    assert connection.vendor == ("mysql" if settings.ON_MARIADB else "sqlite")
    assert "test_site" in str(connection.settings_dict["NAME"])


@pytest.mark.django_db
def test_cache_table_exists():
    cache.set("key", "value")
    assert cache.get("key") == "value"


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_migrations_data_is_there_after_a_test_that_committed(time):
    assert role_names() == ROLES
    with connections["legacy"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kangjwa")
        assert cursor.fetchone() == (18,)


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_the_same_database():
    seen = []

    def look():
        seen.append(role_names())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [ROLES]


def test_settings_of_the_suite_ignore_the_databases_of_a_user():
    ask = "from tests import settings; print(settings.DATABASE_URL, settings.LEGACY_DATABASE_URL)"
    live = {"DATABASE_URL": "sqlite:////live/site", "LEGACY_DATABASE_URL": "sqlite:////live/old"}
    ran = subprocess.run(
        (sys.executable, "-c", ask),
        env={**os.environ, **live, "TEST_DATABASE": "sqlite"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    scratch = f"sqlite:///{settings.SCRATCH / 'site.sqlite3'}"
    assert (ran.stdout, ran.stderr) == (f"{scratch} {settings.SAMPLE_LEGACY_URL}\n", "")
