"""What goes wrong during an import: nothing is lost, nothing comes twice, one line says what."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

MAP = settings.BASE_DIR / "legacy/sample/legacy.toml"
MODELS = settings.BASE_DIR / "legacy/source/models.py"
STATE = """
from legacy.models import Run
from roster.models import Mark, Lesson, Student
print(Mark.objects.count(), Mark.objects.exclude(legacy_key=None).count(),
      Lesson.objects.count(), Student.objects.count(),
      *Run.objects.order_by("pk").values_list("state", flat=True))
"""


@pytest.fixture
def site(manage, site_url, sample_file):
    """A function that runs a command of a site of its own on the sample."""

    def run(*arguments, **options):
        return manage(*arguments, site=site_url, models=MODELS, **options)

    run.url = site_url
    return run


def test_import_killed_half_way_goes_on(site, sample_file):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_legacy", "--map", MAP, "--no-progress"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "DATABASE_URL": site.url,
            "LEGACY_DATABASE_URL": f"sqlite:///{sample_file}",
            "LEGACY_MODELS": str(MODELS),
        },
    )
    marks = _wait_for_marks(site, process)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < marks < 72000
    again = site("import_legacy", "--map", MAP)
    assert again.code == 0, again.stderr
    state = site("shell", "-v0", "-c", STATE).stdout.split()
    assert state[0] == state[1]
    assert state[4:] == ["failed", "done"]
    assert site("verify_legacy").stdout.endswith("Everything that was mapped has arrived.\n")


def _wait_for_marks(site, process):
    """Waits until some marks have been committed; returns how many."""
    count = "from roster.models import Mark; print(Mark.objects.count())"
    for _ in range(100):
        marks = int(site("shell", "-v0", "-c", count).stdout or 0)
        if marks or process.poll() is not None:
            return marks
        time.sleep(0.1)
    return 0


def test_import_on_a_full_disk_is_one_line(manage, tmp_path, sample_file):
    """A file that may not grow is a full disk to SQLite."""

    def site(*arguments, url=f"sqlite:///{tmp_path / 'full.sqlite3'}"):
        return manage(*arguments, site=url, models=MODELS)

    assert site("migrate", "-v0").code == 0
    full = f"sqlite:///{tmp_path / 'full.sqlite3'}?init_command=PRAGMA%20max_page_count%3D1200"
    ran = site("import_legacy", "--map", MAP, url=full)
    assert (ran.code, ran.stderr.splitlines()[-1]) == (
        1,
        "CommandError: The import stopped: database or disk is full",
    )
    assert "Traceback" not in ran.stderr
    state = site("shell", "-v0", "-c", STATE).stdout.split()
    assert state[0] == state[1]
    assert site("import_legacy", "--map", MAP).code == 0


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://nobody@127.0.0.1:1/none", "Can't connect to server"),
        ("sqlite:////nonexistent/old.sqlite3", "unable to open database file"),
    ],
)
@pytest.mark.parametrize("command", ["import_legacy", "verify_legacy"])
def test_unreachable_old_database_is_one_line(site, command, url, message):
    ran = site(command, "--map", MAP, legacy=url)
    assert (ran.code, ran.stderr.count("\n")) == (1, 1)
    assert message in ran.stderr


def test_wrong_password_of_the_old_database_is_one_line(site, old_database):
    url = old_database("sample", keep=True)
    start, _, rest = url.rpartition("@")
    ran = site("import_legacy", "--map", MAP, legacy=f"{start.rpartition(':')[0]}:wrong@{rest}")
    assert (ran.code, ran.stderr.count("\n")) == (1, 1)
    assert "Access denied for user" in ran.stderr
    assert "wrong" not in ran.stderr


def test_map_that_is_not_there_is_one_line(site):
    ran = site("import_legacy", "--map", "nowhere.toml")
    assert (ran.code, ran.stderr) == (
        1,
        "CommandError: The import stopped: No such file or directory (nowhere.toml)\n",
    )


def test_rejects_file_that_can_not_be_written_is_one_line(site):
    ran = site("import_legacy", "--map", MAP, "--rejects", "/proc/none/rejects.csv")
    assert ran.code == 1
    assert ran.stderr.splitlines()[-1].startswith("CommandError: The import stopped: ")
    assert "Traceback" not in ran.stderr
