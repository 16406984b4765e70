"""Fixtures of the whole suite: databases, the sample, real old databases, management commands."""

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from tests import mariadb as mariadb_server
from tests import postgres as postgres_server

SHARED = Path(os.environ.get("SHARED_DIR") or settings.BASE_DIR.parent / "shared") / "legacy"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
# What a dump says of the database it wants to be loaded into; the tests load it where they will.
OWN_DATABASE = re.compile(
    r"^(?:(?:DROP|CREATE) (?:DATABASE|SCHEMA)|USE)\b[^;]*;|^\\c [^;\n]*;?", re.MULTILINE | re.I
)
SAMPLE_TODAY = date(2026, 11, 18)  # a Wednesday; the sample of the tests ends around it


def pytest_collection_modifyitems(items):
    """Skips what needs the collection of old databases where that is absent; has what the
    migrations wrote (roles, status sets) put back for tests that empty the database."""
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="needs ../shared/legacy"))
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.fixturenames.append("django_db_serialized_rollback")


def pytest_unconfigure(config):
    """Removes the run's scratch folder, in the process that made it."""
    if settings.OWNS_SCRATCH and not hasattr(config, "workerinput"):
        shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_id(request):
    """The xdist worker's name, or "master" where the suite runs in one process."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def suffix(worker_id):
    """What tells the databases of one xdist worker from those of another."""
    return "" if worker_id == "master" else f"_{worker_id}"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, suffix):
    """Makes the site's test database only: the old database is never made by Django."""
    if any(uses_legacy(item) for item in request.session.items):
        request.getfixturevalue("sample_file")
    # Django's test case would ask for broken foreign keys, which is no read.
    connections["legacy"].features.can_defer_constraint_checks = False
    site = connections["default"]
    if suffix:
        name = Path(site.creation._get_test_db_name())
        site.settings_dict["TEST"]["NAME"] = str(name.with_stem(name.stem + suffix))
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    yield
    with django_db_blocker.unblock():
        connections["legacy"].close()
        teardown_databases(made, verbosity=0)


def uses_legacy(item):
    """Whether a test has asked for the old database: `django_db(databases=[..., "legacy"])`."""
    marker = item.get_closest_marker("django_db")
    databases = marker.kwargs.get("databases") if marker else None
    return databases == "__all__" or "legacy" in (databases or ())


@pytest.fixture(scope="session")
def sample_file():
    """The sample's old database as an SQLite file, made once for all workers."""
    from legacy.sample.writers import write_sqlite

    with open(settings.SCRATCH / "sample.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not settings.SAMPLE_FILE.exists():
            write_sqlite(settings.SAMPLE_FILE, today=SAMPLE_TODAY)
    return settings.SAMPLE_FILE


@pytest.fixture(scope="session")
def mariadb():
    """A throwaway MariaDB: the one around the run, or else one of this worker's own."""
    if settings.MARIADB_URL:
        yield mariadb_server.Server.at(settings.MARIADB_URL)
        return
    with mariadb_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres():
    """A throwaway PostgreSQL of this worker's own."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def old_database(request, suffix):
    """A function that loads an old database anew, to do with as one likes, and returns its URL.

    `old_database("hagwon_euckr")` loads that dump of ../shared/legacy (mark the test `shared`),
    `old_database("sample")` the bundled sample. On MariaDB, and on PostgreSQL (names that end in
    `_pg`), the URL is that of an account with ordinary rights on that database alone. With
    `keep=True`, for tests that only read, it is loaded once for as many such tests as come.
    """
    kept = {}

    def load(name, keep=False):
        if keep and name in kept:
            return kept[name]
        kept.pop(name, None)
        url = _load(request.getfixturevalue, name, suffix)
        if keep:
            kept[name] = url
        return url

    return load


def _load(getfixturevalue, name, suffix):
    path = SHARED / f"{name}.sql"
    if name.endswith("_sqlite"):
        file = settings.SCRATCH / f"{name}{suffix}.sqlite3"
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(path.read_text())
        return f"sqlite:///{file}"
    path = _sample_sql(suffix) if name == "sample" else _without_own_database(name, path)
    server = getfixturevalue("postgres" if name.endswith("_pg") else "mariadb")
    server.load_dump(f"{name}{suffix}", path)
    return server.account(f"reader_{name}{suffix}", f"{name}{suffix}").url(f"{name}{suffix}")


def _without_own_database(name, path):
    """The dump as a file that leaves open which database it is loaded into."""
    text = path.read_text("latin-1")  # of whatever encoding, byte for byte
    if not OWN_DATABASE.search(text):
        return path
    copy = settings.SCRATCH / f"{name}.sql"
    named = rf"`{name}`\.|\b{name}\.(?=\w)"
    copy.write_text(re.sub(named, "", OWN_DATABASE.sub("", text)), "latin-1")
    return copy


def _sample_sql(suffix):
    from legacy.sample.writers import write_mysql

    path = settings.SCRATCH / f"sample{suffix}.sql"
    if not path.exists():
        write_mysql(path, today=SAMPLE_TODAY)
    return path


@pytest.fixture
def site_url(request, tmp_path, suffix):
    """URL of a migrated database for a site that runs in a process of its own (see `manage`)."""
    if not settings.ON_MARIADB:
        shutil.copyfile(request.getfixturevalue("template"), tmp_path / "site.sqlite3")
        return f"sqlite:///{tmp_path / 'site.sqlite3'}"
    server, template = request.getfixturevalue("mariadb"), f"template{suffix}"
    if (template,) not in server.execute("SHOW DATABASES"):
        server.create(template)
        manage = request.getfixturevalue("manage")
        assert manage("migrate", "-v0", site=server.url(template)).code == 0
    server.copy(template, f"process{suffix}")
    return f"{server.url(f'process{suffix}')}?connect_timeout=20"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture
def manage(tmp_path):
    """A function that runs manage.py in a process of its own, under the real settings.

    `manage("import_legacy", "--map", path, site=site_url, legacy=url, models=path)` returns a
    Ran. Other keywords are environment variables: `manage("check", TIME_ZONE="Mars")`.
    """

    def run(*arguments, site="", legacy="", models="", timeout=240, **variables):
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "DATABASE_URL": site or f"sqlite:///{tmp_path / 'site.sqlite3'}",
            "LEGACY_DATABASE_URL": legacy or f"sqlite:///{settings.SAMPLE_FILE}",
            "LEGACY_MODELS": str(models),
            **variables,
        }
        command = [sys.executable, settings.BASE_DIR / "manage.py", *map(str, arguments)]
        ran = subprocess.run(
            command,
            env=environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return run


@pytest.fixture
def template(manage, suffix):
    """File of a migrated SQLite site, made once, to be copied and never written."""
    file = settings.SCRATCH / f"template{suffix}.sqlite3"
    if not file.exists():
        assert manage("migrate", "-v0", site=f"sqlite:///{file}").code == 0
    return file


@pytest.fixture
def migrated(template, suffix):
    """URL of a migrated SQLite site, for tests that only look at old tables."""
    file = settings.SCRATCH / f"migrated{suffix}.sqlite3"
    if not file.exists():
        shutil.copyfile(template, file)
    return f"sqlite:///{file}"
