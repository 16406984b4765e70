"""Settings from the environment: what is right is taken, nonsense is told in one line."""

import os
import subprocess
import sys

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from attendance_site import environment

KEY = "k" * 50
env = environ.Env()


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////srv/book.sqlite3", "sqlite3", "/srv/book.sqlite3"),
        ("mysql://user:p%40ss@db.example:3307/book", "mysql", "book"),
        ("mariadb://user@db.example/book", "mysql", "book"),
        ("postgres://user@db.example/book", "postgresql", "book"),
    ],
)
def test_database_url_becomes_a_connection(url, engine, name):
    connection = environment.database(url, "DATABASE_URL")
    assert connection["ENGINE"] == f"django.db.backends.{engine}"
    assert connection["NAME"] == name


def test_database_url_password_is_decoded():
    connection = environment.database("mysql://user:p%40ss@db.example:3307/book", "DATABASE_URL")
    assert (connection["PASSWORD"], connection["PORT"]) == ("p@ss", 3307)


@pytest.mark.parametrize(
    "url", ["", "book", "oracle://h/x", "mysql://h", "mysql://h:99999/x", "mysql://h:port/x"]
)
def test_database_url_nonsense_names_the_variable_and_no_password(url):
    with pytest.raises(ImproperlyConfigured, match=r"^LEGACY_DATABASE_URL [^\n]+$"):
        environment.database(url, "LEGACY_DATABASE_URL")


def test_cluster_is_read_after_what_its_nodes_have_acknowledged():
    options = environment.database("mysql://u@h/x", "DATABASE_URL", cluster=True)["OPTIONS"]
    assert options["init_command"] == "SET SESSION wsrep_sync_wait=7"
    with pytest.raises(
        ImproperlyConfigured, match="^CLUSTER is for MariaDB; DATABASE_URL is none$"
    ):
        environment.database("sqlite:////srv/x", "DATABASE_URL", cluster=True)


def test_sqlite_writes_ahead_and_waits():
    options = environment.database("sqlite:////srv/book.sqlite3", "DATABASE_URL")["OPTIONS"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


READERS = {
    "ALLOWED_HOSTS": lambda: environment.hosts(env, ["localhost"]),
    "CSRF_TRUSTED_ORIGINS": lambda: environment.origins(env),
    "DEBUG": lambda: environment.boolean(env, "DEBUG", False),
    "PROXY_COUNT": lambda: environment.integer(env, "PROXY_COUNT", 0),
    "SESSION_HOURS": lambda: environment.positive(env, "SESSION_HOURS", 12),
    "SESSION_IDLE_MINUTES": lambda: environment.minutes_by_role(
        env, "SESSION_IDLE_MINUTES", {"office": 30, "teacher": 720}
    ),
    "EMAIL_URL": lambda: environment.email(env)["EMAIL_BACKEND"],
    "MFA_KEY": lambda: environment.keys(env, "MFA_KEY", "d" * 32),
    "MFA_REQUIRED_ROLES": lambda: environment.words(
        env, "MFA_REQUIRED_ROLES", ["office"], ("office", "teacher")
    ),
    "TIME_ZONE": lambda: environment.time_zone(env.str("TIME_ZONE")),
}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ALLOWED_HOSTS", "book.example, 10.0.0.7", ["book.example", "10.0.0.7"]),
        ("CSRF_TRUSTED_ORIGINS", "https://book.example", ["https://book.example"]),
        ("CSRF_TRUSTED_ORIGINS", "", []),
        ("DEBUG", "Yes", True),
        ("DEBUG", "0", False),
        ("PROXY_COUNT", "2", 2),
        ("MFA_KEY", "", ["d" * 32]),
        ("MFA_KEY", f"{'n' * 32}, {'o' * 32}", ["n" * 32, "o" * 32]),
        ("MFA_REQUIRED_ROLES", "", []),
        ("MFA_REQUIRED_ROLES", "teacher, office", ["teacher", "office"]),
        ("SESSION_HOURS", "8", 8),
        ("SESSION_IDLE_MINUTES", "", {"office": 30, "teacher": 720}),
        ("SESSION_IDLE_MINUTES", " teacher = 60,", {"office": 30, "teacher": 60}),
        ("EMAIL_URL", "smtp://localhost:25", "django.core.mail.backends.smtp.EmailBackend"),
        ("TIME_ZONE", "Asia/Seoul", "Asia/Seoul"),
    ],
)
def test_setting_is_read(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    assert READERS[name]() == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "https://book.example"),
        ("CSRF_TRUSTED_ORIGINS", "book.example"),
        ("DEBUG", "maybe"),
        ("DEBUG", ""),
        ("PROXY_COUNT", "-1"),
        ("PROXY_COUNT", "many"),
        ("MFA_KEY", "short"),
        ("MFA_REQUIRED_ROLES", "principal"),
        ("SESSION_HOURS", "0"),
        ("SESSION_IDLE_MINUTES", "teacher"),
        ("SESSION_IDLE_MINUTES", "teacher=0"),
        ("SESSION_IDLE_MINUTES", "pupil=30"),
        ("EMAIL_URL", "post office"),
        ("EMAIL_URL", "smtp://host:port"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_setting_nonsense_is_one_line_with_its_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} [^\n]+$"):
        READERS[name]()


def test_secret_key_comes_from_the_environment_or_the_file(monkeypatch, tmp_path):
    kept = tmp_path / "secret_key"
    kept.write_text(f"{KEY}\n")
    monkeypatch.setenv("SECRET_KEY", "")
    assert environment.secret_key(env, kept) == KEY
    monkeypatch.setenv("SECRET_KEY", "e" * 50)
    assert environment.secret_key(env, kept) == "e" * 50


@pytest.mark.parametrize("value", ["", "short"])
def test_secret_key_missing_or_short_stops_the_start(monkeypatch, tmp_path, value):
    monkeypatch.setenv("SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="^SECRET_KEY is "):
        environment.secret_key(env, tmp_path / "none")


def test_file_of_settings_does_not_override_the_environment(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("BOOK_TEST_A=file\nBOOK_TEST_B=file\n")
    monkeypatch.setenv("BOOK_TEST_A", "environment")
    monkeypatch.setenv("BOOK_TEST_B", "")
    monkeypatch.delenv("BOOK_TEST_B")
    environment.read_file(tmp_path / ".env")
    assert (os.environ["BOOK_TEST_A"], os.environ["BOOK_TEST_B"]) == ("environment", "file")


def test_file_of_settings_missing_is_silent(tmp_path, caplog):
    environment.read_file(tmp_path / ".env")
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_file_of_settings_in_another_encoding_is_one_line(tmp_path):
    (tmp_path / ".env").write_bytes("ALLOWED_HOSTS=학원".encode("cp949"))
    with pytest.raises(ImproperlyConfigured, match="is not UTF-8 text$"):
        environment.read_file(tmp_path / ".env")


def manage(*arguments, **changes):
    """Runs manage.py as a person would, with the environment of a production server."""
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
        "SECRET_KEY": KEY,
        "DEBUG": "no",
        "HTTPS": "yes",
        **changes,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_manage_with_a_wrong_setting_says_so_in_one_line():
    run = manage("check", TIME_ZONE="Mars/Olympus")
    assert run.returncode == 1
    assert run.stderr == (
        "Settings: TIME_ZONE 'Mars/Olympus' is no time zone; use a name such as Asia/Seoul\n"
    )


def test_manage_with_an_unreachable_database_says_so_in_one_line():
    run = manage("showmigrations", DATABASE_URL="mysql://user:secret@127.0.0.1:1/book")
    assert run.returncode == 1
    assert run.stderr.startswith("Database: ")
    assert len(run.stderr.splitlines()) == 1
    assert "secret" not in run.stderr


def test_cookies_belong_to_the_host_alone_only_under_https():
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    code += "; print(s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    assert manage("shell", "--no-imports", "-c", code, HTTPS="yes").stdout == (
        "__Host-session __Host-csrf\nTrue 31536000\n"
    )
    assert manage("shell", "--no-imports", "-c", code, HTTPS="no").stdout == (
        "session csrf\nFalse 0\n"
    )
