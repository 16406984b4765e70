"""inspect_legacy on real schemas: every table reads whole and exactly, and opens in the admin."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(
    settings.ON_MARIADB, reason="runs once: the site's own database has no part in it"
)
HERE = Path(__file__).parent
PROBE = (HERE / "probe.py").read_text()
FAITHFUL = (HERE / "faithful.py").read_text()
POSTGRES_TYPES = HERE / "postgres_types.sql"


class Inspected:
    """One old database after `inspect_legacy`: what it said, its models, and a shell on them."""

    def __init__(self, manage, site, legacy, models):
        self._manage, self._old = manage, {"site": site, "legacy": legacy, "models": models}
        self.report = models.with_name("report.json")
        self.ran = self.run("inspect_legacy", "--report", self.report)
        self.models = models.read_text()

    def run(self, *arguments):
        return self._manage(*arguments, **self._old)

    def found(self, code):
        """What a script prints, as a value of Python."""
        ran = self.run("shell", "-v0", "-c", code)
        return ast.literal_eval(ran.stdout) if ran.stdout else pytest.fail(ran.stderr)

    def measured(self):
        return json.loads(self.report.read_text())


@pytest.fixture
def inspect(manage, old_database, migrated, tmp_path):
    """A function that gives the Inspected of a dump's name or of a URL."""

    def build(name):
        url = name if "://" in name else old_database(name, keep=True)
        return Inspected(manage, migrated, url, tmp_path / "models.py")

    return build


def wrong(tables):
    return {name: said for name, (_, said) in tables.items() if said}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "tables", "rows"),
    [
        ("hagwon_euckr", 8, 29208),
        ("rickxy", 8, 70),
        ("club_lines", 6, 3963),
        ("monthly_wide", 5, 170),
        ("gate_punches", 2, 3280),
        ("joined_by_name", 3, 860),
        ("no_school", 2, 93),
        ("typezoo_names", 39, 0),
        ("sakila", 23, None),
        ("northwind", 20, None),
        ("opensourcepos", 27, None),
        ("meetings_sqlite", 3, 34),
        ("chinook_sqlite", 11, 15607),
        ("chinook_pg", 11, 15607),
        ("absentees_pg", 4, 226),
    ],
)
def test_every_table_of_a_real_database(inspect, name, tables, rows):
    """Each imports, passes `check`, reads every row, and opens in the admin."""
    old = inspect(name)
    assert (old.ran.code, old.ran.stderr) == (0, "")
    found = old.found(PROBE)
    assert wrong(found) == {}
    assert len(found) == tables
    assert rows is None or sum(number for number, _ in found.values()) == rows


MODELS_READ = """
import sys
from django.apps import apps
from django.core.management import call_command
call_command("check", fail_level="WARNING", stdout=sys.stderr)
print([list(model.objects.all()) == [] for model in apps.get_app_config("source").get_models()])
"""


@pytest.mark.shared
def test_every_table_of_egovframe(inspect):
    """The Korean government's components: 182 tables with composite keys and comments."""
    old = inspect("egovframe")
    assert (old.ran.code, old.ran.stderr) == (0, "")
    assert 'verbose_name="행정구역구분"' in old.models
    assert len(old.found(MODELS_READ)) == 183
    same = old.run("inspect_legacy", "--check")
    assert (same.stdout, same.stderr) == ("The file matches the schema.\n", "")


@pytest.mark.shared
def test_every_value_of_the_typezoo_is_what_the_server_says(inspect):
    """The one that differs is the text that was broken long ago."""
    old = inspect("typezoo")
    assert old.found(FAITHFUL) == {"z_char_latin1_cp949.v": [("한글", "ÇÑ±Û")]}
    found = old.found(PROBE)
    assert (len(found), wrong(found)) == (70, {})


def test_every_value_of_postgres_is_what_the_server_says(inspect, postgres, suffix):
    """Blanks at the end of CHAR are cut by PostgreSQL's own cast to text, and nothing else."""
    postgres.load_dump(f"types{suffix}", POSTGRES_TYPES)
    old = inspect(postgres.account(f"types{suffix}", f"types{suffix}").url(f"types{suffix}"))
    assert (old.ran.code, old.ran.stderr) == (0, "")
    differing = old.found(FAITHFUL)
    assert differing.pop("zoo.bp") == [("ab   ", "ab"), ("     ", "")]
    assert differing.pop("zoo.ip") == [
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::1", "2001:db8::1/128"),
    ]
    assert differing == {}
    found = old.found(PROBE)
    assert (len(found), wrong(found)) == (13, {})


def test_a_table_that_cannot_be_read_is_left_out(inspect, mariadb, suffix):
    """A view on a table that is gone, and one that this account may not read, stop nothing."""
    database = f"broken{suffix}"
    mariadb.create(database)
    for sql in (
        "CREATE TABLE pupil (no INT PRIMARY KEY, name VARCHAR(20))",
        "INSERT INTO pupil VALUES (1, 'Kim')",
        "CREATE TABLE secret (no INT PRIMARY KEY, name VARCHAR(20))",
        "CREATE TABLE gone (no INT)",
        "CREATE VIEW of_gone AS SELECT no FROM gone",
        "DROP TABLE gone",
    ):
        mariadb.execute(sql, database)
    account = mariadb.account(f"broken{suffix}", database)
    mariadb.execute(f"REVOKE ALL ON `{database}`.* FROM '{account.user}'@'{account.host}'")
    for grant in ("SELECT ON `{}`.pupil", "SELECT ON `{}`.of_gone", "INSERT ON `{}`.secret"):
        mariadb.execute(f"GRANT {grant.format(database)} TO '{account.user}'@'{account.host}'")
    old = inspect(account.url(database))
    assert old.ran.code == 0
    assert re.findall(r"^Left out '(\w+)': ", old.ran.stderr, re.MULTILINE) == ["of_gone", "secret"]
    assert old.found(PROBE) == {"pupil": (1, [])}


@pytest.mark.shared
def test_references_follow_from_names_types_and_values(inspect):
    old = inspect("hagwon_euckr")
    assert re.findall(r"Relation\((.*), inferred=True\)", old.models) == [
        '"Gangsa", "gs_id", "gs_id"',
        '"Member", "mb_id", "mb_id"',
        '"Ban", "ban_cd", "ban_cd"',
        '"Member", "mb_id", "mb_id"',
        '"Ban", "ban_cd", "ban_cd"',
        '"Member", "mb_id", "mb_id"',
    ]
    [marks] = [one for one in old.measured()["references"] if one["from"] == ["chulseok", "mb_id"]]
    assert (marks["to"], marks["values"], marks["found"]) == (["member", "mb_id"], 95, 94)


@pytest.mark.shared
def test_no_reference_follows_from_names_alone(inspect):
    """Both tables of people have an e-mail, unique and of one type; no value is in both."""
    old = inspect("iiits")
    compared = [one for one in old.measured()["references"] if one["from"][1] == "email"]
    assert {one["relation"] for one in compared} == {False}
    assert re.findall(r"Relation\(.*\)", old.models) == [
        'Relation("Student", "stu_id", "id", inferred=True)'
    ]


READ_BOARD = """
from django.apps import apps
rows = apps.get_model("source", "BoardOld").objects.order_by("id")
found = [row.subject for row in rows.filter(subject__icontains="방각")]
print([list(rows.values_list("subject", flat=True)), found])
"""


@pytest.mark.shared
def test_text_that_was_broken_long_ago_is_read_and_found(inspect):
    """CP949 in latin1, with syllables that EUC-KR has not."""
    old = inspect("hagwon_euckr")
    encodings = [(one["column"], one["encoding"]) for one in old.measured()["encodings"]]
    assert encodings == [("body", "cp949"), ("subject", "cp949")]
    subjects, found = old.found(READ_BOARD)
    assert subjects[2] == "똠방각하 펲시콜라"
    assert found == [subjects[2]]
