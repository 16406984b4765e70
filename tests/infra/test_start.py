"""How the site starts, and what it says when it cannot."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings

NONSENSE = {
    "DATABASE_URL": "foo",
    "LEGACY_DATABASE_URL": "nonsense",
    "DATABASE_REPLICA_URL": "sqlite:////srv/copy.sqlite3",
    "TIME_ZONE": "Mars",
    "LANGUAGE_CODE": "fr",
    "DEBUG": "maybe",
    "SECRET_KEY": "short",
    "PROXY_COUNT": "x",
    "EMAIL_URL": "foo",
}
MAKE_DEMO_USER = (
    "from accounts.models import User; User.objects.create_user('demo', name='demo', is_demo=True)"
)


def environment(site, **variables):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
        "DATABASE_URL": site,
        "LEGACY_DATABASE_URL": f"sqlite:///{settings.SAMPLE_FILE}",
        **variables,
    }


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_in_a_setting_stops_the_start_with_one_line(manage, name):
    ran = manage("check", **{name: NONSENSE[name]})
    assert (ran.code, ran.stdout) == (1, "")
    lines = ran.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"Settings: {name} ")


def test_site_refuses_to_start_with_demo_accounts_of_the_sample(manage, site_url):
    assert manage("shell", "-c", MAKE_DEMO_USER, site=site_url).code == 0
    ran = subprocess.run(
        (sys.executable, "-c", "import attendance_site.wsgi"),
        env=environment(site_url),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (
        1,
        "Settings: demo accounts are active on a database that is not the sample's: demo; "
        "deactivate them or use another DATABASE_URL",
    )


def test_gunicorn_serves_says_where_and_stops_at_ctrl_c(site_url, port):
    process = subprocess.Popen(
        (sys.executable, "-m", "gunicorn", "--log-level", "warning", "attendance_site.wsgi"),
        env=environment(site_url, PORT=str(port), WELCOME="It is here."),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "It is here.\n"
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=20) as answer:
            assert answer.read() == b'{"status": "ok"}'
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()


def test_server_says_in_one_line_that_the_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            (settings.BASE_DIR / "script/server",),
            env=environment("", PORT=str(port)),
            capture_output=True,
            text=True,
        )
    assert (ran.returncode, ran.stdout) == (1, "")
    line = f"Port {port} cannot be used (Address already in use); try PORT={port + 1} script/server"
    assert ran.stderr.splitlines()[-1] == line
