"""Settings under which an import writes to SQLite, and that nothing of them stays."""

import pytest
from django.db import DatabaseError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from attendance_site.environment import database
from legacy.easing import eased


@pytest.fixture
def site(tmp_path, db):
    """A connection of its own to a site on SQLite, as the settings make it."""
    settings = {**connection.settings_dict, **database(f"sqlite:///{tmp_path}/site.db", "X")}
    made = DatabaseWrapper(settings, "eased")
    yield made
    made.close()


def settings_of(site):
    with site.cursor() as cursor:
        names = ("synchronous", "wal_autocheckpoint", "cache_size")
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]


def fail_eased(site, inside):
    with eased(site):
        inside += settings_of(site)
        raise DatabaseError("nowhere")


def test_settings_are_as_before_when_an_import_has_failed(site):
    inside = []
    assert settings_of(site) == [2, 1000, -2000]
    with pytest.raises(DatabaseError, match="nowhere"):
        fail_eased(site, inside)
    assert inside == [1, 16_000, -8000]
    assert settings_of(site) == [2, 1000, -2000]


def test_nothing_is_eased_without_a_log(site):
    with site.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = DELETE")
    with eased(site):
        assert settings_of(site) == [2, 1000, -2000]
