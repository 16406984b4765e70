"""script/setup where something is missing, in a folder whose PATH has stubs only."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

TOOLS = ("bash", "env", "dirname", "uname", "grep", "cmp")
NOTHING_INSTALLED = 'case "$2" in *version_info*) exit 0;; *) exit 1;; esac'
APT = "python3-venv python3-dev gcc pkg-config libmariadb-dev gettext"
MISSING = f"""\
These system packages are missing. Install them with the one of these that you have, and
start this again:
  sudo apt-get install {APT}
  sudo dnf install python3 python3-devel gcc pkgconf-pkg-config mariadb-connector-c-devel gettext
  brew install python gcc pkgconf mariadb-connector-c gettext
"""


@pytest.fixture
def bare(tmp_path):
    """A checkout in which nothing is installed; `stub(name, body)` adds a program."""
    (tmp_path / "script").mkdir()
    shutil.copy(settings.BASE_DIR / "script/setup", tmp_path / "script")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def stub(bare, name, body):
    path = bare / "bin" / name
    path.write_text(f"#!{shutil.which('bash')}\n{body}\n")
    path.chmod(0o755)


def run_setup(bare, *part):
    return subprocess.run(
        (bare / "script/setup", *part),
        env={"PATH": str(bare / "bin"), "LOG": str(bare / "log")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_old_python_is_refused_in_one_line(bare):
    stub(bare, "python3", '[ "$1" = --version ] && echo "Python 3.9.2"; exit 1')
    ran = run_setup(bare)
    line = "Python 3.11 or newer is needed; python3 is Python 3.9.2.\n"
    assert (ran.returncode, ran.stderr) == (1, line)


def test_missing_packages_are_named_where_nobody_may_install(bare):
    stub(bare, "python3", NOTHING_INSTALLED)
    stub(bare, "id", "echo 1000")
    stub(bare, "apt-get", 'echo "$@" >>"$LOG"')
    ran = run_setup(bare)
    assert (ran.returncode, ran.stderr) == (1, MISSING)
    assert not (bare / "log").exists()


@pytest.mark.parametrize(
    ("user", "programs"), [(0, ()), (1000, ("sudo",))], ids=["root", "with sudo"]
)
def test_missing_packages_are_installed_by_whoever_may(bare, user, programs):
    stub(bare, "python3", NOTHING_INSTALLED)
    stub(bare, "id", f"echo {user}")
    stub(bare, "apt-get", 'echo "$DEBIAN_FRONTEND $@" >>"$LOG"')
    for program in programs:
        stub(bare, program, '[ "$1" = -n ] && shift; "$@"')
    ran = run_setup(bare)
    assert (bare / "log").read_text().splitlines() == [
        "noninteractive -qq update",
        f"noninteractive -qq install -y --no-install-recommends {APT}",
    ]
    assert (ran.returncode, ran.stderr) == (1, f"Installing system packages: {APT}\n{MISSING}")
    assert os.listdir(bare / "script") == ["setup"]


def test_cluster_installs_nothing_that_starts_a_service(bare):
    stub(bare, "python3", NOTHING_INSTALLED)
    stub(bare, "id", "echo 0")
    stub(bare, "apt-get", 'echo "$@" >>"$LOG"')
    run_setup(bare, "cluster")
    installed = set((bare / "log").read_text().split())
    assert {"mariadb-server-core", "rsync", "lsof"} <= installed
    assert not {"mariadb-server", "nginx", "postgresql", "chromium"} & installed
