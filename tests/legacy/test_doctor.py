"""manage.py doctor: a healthy site has no problem, and each illness is named with its cure."""

import json
import os
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import User
from legacy.doctor import findings as doctor
from legacy.doctor import site_database
from legacy.doctor.findings import OK, PROBLEM, WARNING, Check, checks, examine
from legacy.doctor.old_database import grants_writing
from legacy.models import Job, Map, Run, Worker
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
SAMPLE_MAP = site_settings.BASE_DIR / "legacy/sample/legacy.toml"


@pytest.fixture(autouse=True)
def healthy(settings, tmp_path):
    """A site with an administrator, a map, an import, a backup and room for its files."""
    settings.VAR_DIR, settings.ALLOWED_HOSTS = tmp_path, ["localhost"]
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/site.sql.gz").write_bytes(b"whole")
    AdministratorFactory(password="correct horse battery staple")
    used = Map.objects.create(text=SAMPLE_MAP.read_text(), digest="d" * 64, used_at=timezone.now())
    Run.objects.create(map=used, state=Run.State.DONE)


def level_and_text(name):
    """(level, text) of everything that the check called `name` finds, but what is ok."""
    found = [one for one in examine() if one.check == name]
    assert found
    return [(one.level, one.text) for one in found if one.level != OK]


def test_doctor_of_a_healthy_site():
    out = StringIO()
    call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line for line in lines if line.startswith("problem")] == []
    assert "ok       migrations: all are applied" in lines
    names = {line[9:].partition(":")[0] for line in lines}
    assert names == {
        "settings", "mail", "disk", "Korean", "static files", "site database", "migrations",
        "cache table", "clock", "backup", "old database", "old account", "old text", "models",
        "drift", "map", "import", "worker", "accounts", "alerts",
    }  # fmt: skip


def test_doctor_with_a_problem_exits_1_and_says_the_cure():
    User.objects.update(is_active=False)
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 problem\.$"):
        call_command("doctor", stdout=out)
    assert (
        "problem  accounts: nobody can administer the site"
        " → manage.py create_administrator LOGIN --name NAME"
    ) in out.getvalue().splitlines()


def test_doctor_json():
    out = StringIO()
    call_command("doctor", json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert {tuple(sorted(one)) for one in found} == {("check", "cure", "level", "text")}
    assert {one["level"] for one in found} == {OK, WARNING}


def test_check_that_fails_is_a_problem_and_stops_only_what_needs_it(monkeypatch):
    def broken():
        raise RuntimeError("no\nway")
        yield

    def never():
        raise AssertionError("was called")

    mine = (
        Check("first", broken),
        Check("second", never, ("first",)),
        Check("t", never, ("second",)),
    )
    monkeypatch.setattr(doctor, "checks", dict(checks) | {one.name: one for one in mine})
    found = {one.check: one for one in examine()}
    assert found["first"].text == "the check failed: RuntimeError: no way"
    assert {"second", "t"} & set(found) == set()
    assert found["mail"].level == WARNING


def test_doctor_of_demo_accounts():
    User.objects.create_user("demo", name="D", is_demo=True)
    assert level_and_text("accounts") == [(PROBLEM, "demo accounts are active: demo")]


def test_doctor_of_migrations_that_are_missing():
    MigrationRecorder.Migration.objects.filter(app="roster").delete()
    [(level, text)] = level_and_text("migrations")
    assert (level, text.endswith(" are not applied")) == (PROBLEM, True)


def test_doctor_of_a_cache_table_that_is_missing(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "other_cache"}}
    assert level_and_text("cache table") == [(PROBLEM, "there is no table other_cache")]


@pytest.mark.parametrize(
    ("values", "level", "text"),
    [
        ({"DEBUG": True}, PROBLEM, "DEBUG is on: faults show the site's inside to visitors"),
        (
            {"HTTPS": False, "ALLOWED_HOSTS": ["book.example"]},
            PROBLEM,
            "HTTPS is off: passwords travel in the clear",
        ),
    ],
)
def test_doctor_of_settings(settings, values, level, text):
    for name, value in values.items():
        setattr(settings, name, value)
    assert (level, text) in level_and_text("settings")


def test_doctor_of_mail_that_goes_nowhere_and_of_a_server_that_is_away(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert level_and_text("mail") == [(WARNING, "mails go to console; nobody gets them")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
        [(level, text)] = level_and_text("mail")
    assert (level, text.startswith(f"127.0.0.1:{settings.EMAIL_PORT}: ")) == (PROBLEM, True)


@pytest.mark.parametrize(("free", "level"), [(10 * 2**20, PROBLEM), (2**30, WARNING)])
def test_doctor_of_a_full_disk(monkeypatch, free, level):
    monkeypatch.setattr(
        "legacy.doctor.ground.shutil.disk_usage", lambda path: type("Usage", (), {"free": free})
    )
    assert {one for one, _ in level_and_text("disk")} == {level}


def test_doctor_of_an_old_and_of_no_backup(settings):
    file = settings.VAR_DIR / "backups/site.sql.gz"
    long_ago = (timezone.now() - timedelta(days=3)).timestamp()
    os.utime(file, (long_ago, long_ago))
    [(level, text)] = level_and_text("backup")
    assert (level, text.startswith("the last one is of ")) == (WARNING, True)
    file.unlink()
    assert level_and_text("backup") == [
        (WARNING, f"its age is unknown: {settings.VAR_DIR / 'backups'} has no file")
    ]


def test_doctor_of_translations_that_are_not_compiled(settings, tmp_path):
    folder = tmp_path / "ko/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("")
    settings.LOCALE_PATHS = [tmp_path]
    assert level_and_text("Korean") == [(PROBLEM, f"{folder / 'django.mo'} is missing")]


def test_doctor_of_models_that_are_missing_or_have_drifted(settings, tmp_path):
    there = settings.LEGACY_MODELS.read_text()
    settings.LEGACY_MODELS = tmp_path / "models.py"
    assert level_and_text("models") == [(PROBLEM, f"there is no {settings.LEGACY_MODELS}")]
    assert "drift" not in {one.check for one in examine()}
    settings.LEGACY_MODELS.write_text(
        there.replace("class Kangsa(", "class Gone(").replace(
            'db_table = "kangsa"', 'db_table = "gone"'
        )
    )
    [(level, text)] = level_and_text("drift")
    assert (level, text.startswith("The schema has drifted: ")) == (PROBLEM, True)
    assert "kangsa" in text


def test_doctor_of_an_old_database_that_is_away(manage, tmp_path):
    ran = manage("doctor", legacy="mysql://nobody:geheim@127.0.0.1:1/none")
    [line] = [line for line in ran.stdout.splitlines() if "old database:" in line]
    assert line.startswith("problem  old database: ")
    assert "127.0.0.1 none: Can't connect to server" in line
    assert (ran.code, "geheim" in ran.stdout + ran.stderr) == (1, False)
    assert "Traceback" not in ran.stdout + ran.stderr


def test_doctor_of_a_site_database_that_is_away(manage):
    ran = manage("doctor", site="mysql://nobody:geheim@127.0.0.1:1/none")
    lines = ran.stdout.splitlines()
    assert [line.partition(": Can't")[0] for line in lines if "site database:" in line] == [
        "problem  site database: none"
    ]
    assert [line for line in lines if " migrations: " in line] == []
    assert (ran.code, ran.stderr.count("\n")) == (1, 1)


def test_doctor_of_an_account_that_may_only_read(manage, old_database, mariadb, suffix):
    where = old_database("sample", keep=True).rpartition("@")[2]
    who = f"'looker{suffix}'@'127.0.0.1'"
    mariadb.execute(f"CREATE OR REPLACE USER {who} IDENTIFIED BY 'looks'")
    mariadb.execute(f"GRANT SELECT, SHOW VIEW ON `sample{suffix}`.* TO {who}")
    ran = manage("doctor", legacy=f"mysql://looker{suffix}:looks@{where}")
    assert "ok       old account: it may only read" in ran.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*DROP'", False),
        ("GRANT SELECT, SHOW VIEW ON `delete`.* TO `insert`@`%`", False),
        ("GRANT SELECT, INSERT ON `school`.* TO `a`@`%`", True),
        ("GRANT SELECT, UPDATE (`name`) ON `school`.`pupil` TO `a`@`%`", True),
        ("GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION", True),
    ],
)
def test_grants_writing(line, expected):
    assert grants_writing([line]) is expected


def test_doctor_of_a_map_that_does_not_fit():
    Map.objects.update(text=SAMPLE_MAP.read_text().replace('"chulgyul"', '"chulsok"'))
    [(level, text)] = level_and_text("map")
    assert (level, text) == (
        PROBLEM,
        f"{Map.objects.get()} does not fit the models any more: "
        "line 64, [marks]: the old database has no table 'chulsok'",
    )


def test_doctor_before_the_first_import():
    Run.objects.all().delete()
    Map.objects.all().delete()
    assert level_and_text("map") == [(WARNING, "none has been used yet")]
    assert level_and_text("import") == [(WARNING, "there was none yet")]


@pytest.mark.parametrize(
    ("values", "level", "said"),
    [
        ({"state": "failed", "message": "disk full"}, PROBLEM, " failed: disk full"),
        ({"state": "running", "host": "x"}, PROBLEM, " was stopped half way"),
        ({"counts": {"marks": {"rejected": 3}}}, WARNING, " left 3 rows out"),
        ({"started_at": timezone.now() - timedelta(days=3)}, WARNING, " is the last"),
        ({"started_at": timezone.now() + timedelta(days=3)}, PROBLEM, " is in the future"),
    ],
)
def test_doctor_of_the_last_import(values, level, said):
    Run.objects.update(**values)
    [(found, text)] = level_and_text("import")
    assert (found, text[text.index(":") + 3 :]) == (level, said)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite")
def test_doctor_of_a_journal_that_stops_readers():
    assert level_and_text("site database") == []


@pytest.mark.skipif(connection.vendor != "mysql", reason="is about MariaDB")
def test_doctor_of_a_server_that_is_not_strict():
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode=''")
        try:
            found = level_and_text("site database")
        finally:
            cursor.execute("SET SESSION sql_mode=%s", [mode])
    assert found == [(PROBLEM, "the server cuts off what does not fit")]


@pytest.mark.skipif(connection.vendor != "mysql", reason="is about MariaDB")
def test_doctor_of_a_cluster_that_the_site_does_not_know(monkeypatch, settings):
    assert level_and_text("site database") == []
    monkeypatch.setattr(site_database, "is_cluster_node", lambda database: True)
    said = "it is a node of a cluster, and the site locks rows on this one only"
    assert level_and_text("site database") == [(PROBLEM, said)]
    settings.CLUSTER = True
    assert level_and_text("site database") == []


def test_worker_that_is_not_there():
    cure = "none is running; pages cannot start imports, and no mail leaves"
    assert level_and_text("worker") == [(WARNING, cure)]
    job = Job.objects.create(kind="import", slot="bridge")
    assert level_and_text("worker") == []  # it may be coming
    came = timezone.now() - timedelta(minutes=2)
    Job.objects.update(created_at=came)
    since = f"{timezone.localtime(came):%Y-%m-%d %H:%M}"
    assert level_and_text("worker") == [
        (PROBLEM, f"import #{job.pk} waits since {since}, and none is running")
    ]
    Worker.objects.create(host="there", pid=1, heartbeat_at=timezone.now())
    assert level_and_text("worker") == []
