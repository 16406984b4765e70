"""export_marks: what was entered here goes back, means the same there, and comes in again as it
was."""

import csv
import datetime
import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from legacy.errors import BridgeError
from legacy.mapping import Plan, Source
from legacy.values import parse_value
from roster.exporting.backwards import columns_for, moment_for
from roster.exporting.changes import INSERT, UPDATE, Change, Unsayable
from roster.exporting.marks import export_marks
from roster.exporting.statements import literal, name, statement
from roster.exporting.tables import Column
from tests.legacy.small_school import HEAD, PEOPLE
from tests.legacy.test_real_databases import Site
from tests.mariadb import program

HOSTILE = 'it\'s \\ "so"; DROP TABLE mark; -- `x`\n\\! ls'
WALK = (Path(__file__).parent / "export_walk.py").read_text()
INTO_SQLITE = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())"
DONE = "0 new, 0 changed, 0 removed; "


@pytest.fixture
def walk(tmp_path):
    """A function that walks there and back on a Site (see export_walk.py); returns what it told."""

    def go(site, map_file, apply, codes, changed=6, days=7, note=HOSTILE):
        ask = {"codes": codes, "changed": changed, "days": days, "note": note, "apply": apply}
        ask |= {"map": str(map_file), "path": str(tmp_path / "out.sql")}
        site.run("inspect_legacy")
        told = json.loads(site.run("shell", "-v0", "-c", WALK, EXPORT_TEST=json.dumps(ask)))
        assert (told["applied"], told["again"]) == ("", [0, 0])
        assert told["marks are as before"]
        assert told["tomorrow"] == [f"{DONE}0 are there already."]
        assert told["second"][0].startswith(DONE)
        left_out = [line for line in told["first"] if " left out: " in line]
        assert told["second"][1:] == left_out
        return told

    return go


@pytest.fixture
def small(manage, site_url, tmp_path, walk):
    """A function that walks on a small SQLite database of SQL text and a map."""

    def go(sql, map_text, *arguments, **options):
        file, map_file = tmp_path / "old.sqlite3", tmp_path / "small.toml"
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(PEOPLE + sql)
        map_file.write_text(HEAD + map_text)
        site = Site(manage, "small", site_url, f"sqlite:///{file}", tmp_path / "models.py")
        apply = [sys.executable, "-c", INTO_SQLITE, str(file)]
        return file, walk(site, map_file, apply, *arguments, **options)

    return go


@pytest.fixture
def real(manage, old_database, site_url, tmp_path, mariadb, suffix, walk):
    """A function that walks on a real old database of MariaDB, as an operator would."""

    def go(database, *arguments, where="", **options):
        site = Site(manage, database, site_url, old_database(database), tmp_path / "models.py")
        map_file = tmp_path / "legacy.toml"
        map_file.write_text(site.map.read_text().replace("[marks]\n", f"[marks]\n{where}\n"))
        apply = [
            program("mariadb"), "--no-defaults", f"--host={mariadb.host}", f"--port={mariadb.port}",
            f"--user={mariadb.user}", f"--password={mariadb.password}", f"{database}{suffix}",
        ]  # fmt: skip
        return walk(site, map_file, apply, *arguments, **options)

    return go


ROWS = """
CREATE TABLE att (id INTEGER PRIMARY KEY, pupil INTEGER NOT NULL, day VARCHAR(10) NOT NULL,
    code CHAR(1) NOT NULL, late INTEGER, memo VARCHAR(90) NOT NULL, by_whom VARCHAR(9) NOT NULL);
INSERT INTO att VALUES
    (1, 1, '03/03/2025', 'O', NULL, '', 'x'), (2, 2, '03/03/2025', 'O', 0, '', 'x'),
    (3, 1, '04/03/2025', 'P', NULL, '', 'x'), (4, 2, '04/03/2025', 'L', 5, 'bus', 'x'),
    (5, 3, '04/03/2025', 'O', NULL, '', 'x');
"""
ROWS_MAP = """
[marks]
table = "att"
student = "pupil"
date = { column = "day", format = "%d/%m/%Y" }
status = { column = "code", values = { O = "present", P = "present", L = "late", X = "absent" } }
minutes = "late"
note = "memo"
"""


def test_rows_go_back_and_come_again(small):
    """A row per student and day, the course by enrolment, the date a text."""
    file, told = small(ROWS, ROWS_MAP, ("present", "late", "absent", "excused"), changed=4)
    assert told["first"] == [
        f"{told['taken'] - 1} new, 3 changed, 0 removed; 0 are there already.",
        "1 left out: the old database has no word for excused",
        "1 left out: the student has no old row",
    ]
    with closing(sqlite3.connect(file)) as connection:
        read = connection.execute("SELECT * FROM att ORDER BY id").fetchall()
    assert [row[3] for row in read[:5]] == ["L", "O", "X", "L", "L"]
    assert read[5:] == [
        (6, 1, "11/03/2025", "L", None, HOSTILE, ""),
        (7, 2, "11/03/2025", "X", None, "", ""),
    ]
    _check_csv(told)


def _check_csv(told):
    rows = list(csv.DictReader(io.StringIO(told["csv"])))
    assert [row["action"] for row in rows] == ["update"] * 3 + ["insert"] * 2 + ["left out"] * 2
    assert (rows[0]["table"], rows[0]["key.id"], rows[3]["key.id"]) == ("att", "1", "")


def test_absentees_lose_the_row_of_who_was_there(small):
    sql = """
    CREATE TABLE held (klass VARCHAR(10), day DATE, PRIMARY KEY (klass, day));
    INSERT INTO held VALUES ('A', '2025-03-03'), ('A', '2025-03-04'), ('B', '2025-03-03');
    CREATE TABLE absence (no INTEGER PRIMARY KEY, pupil INTEGER, day DATE);
    INSERT INTO absence VALUES (1, 2, '2025-03-04');
    """
    map_text = """
[lessons]
table = "held"
course = "klass"
date = "day"
held = { value = true }

[marks]
table = "absence"
unlisted = "present"
student = "pupil"
date = "day"
status = { value = "absent" }
"""
    file, told = small(sql, map_text, ("absent", "present"), changed=1, note="")
    assert told["first"] == [
        "0 new, 0 changed, 1 removed; 0 are there already.",
        f"{told['taken']} left out: the lesson has no old row",
    ]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM absence").fetchall() == [(0,)]


@pytest.mark.shared
def test_hagwon_rows_go_back_in_its_own_codes(real, mariadb, suffix):
    """MyISAM in EUC-KR, ids that ignore case, a code per status; only one class is mapped."""
    codes = ("present", "late", "absent", "left_early", "missed")
    where = 'where = { ban_cd = "B001" }'
    told = real("hagwon_euckr", codes, note=f"버스 {HOSTILE}", where=where)
    assert told["first"] == [
        f"{told['taken'] - 1} new, 6 changed, 0 removed; 0 are there already.",
        "1 left out: the student has no old row",
    ]
    notes = "SELECT DISTINCT bigo FROM chulseok WHERE bigo LIKE '버스%DROP%'"
    assert mariadb.execute(notes, f"hagwon_euckr{suffix}") == ((f"버스 {HOSTILE}",),)


@pytest.mark.shared
def test_lines_of_lessons_go_back(real):
    """The lines of lessons that the old database has; for a new lesson it has no row, and for
    notes no column."""
    told = real("club_lines", ("present", "late", "absent", "excused"))
    assert told["first"] == [
        "0 new, 6 changed, 0 removed; 0 are there already.",
        "3 without their note: the old database has no place for it",
        f"{told['taken']} left out: the lesson has no old row",
    ]


@pytest.mark.shared
def test_cells_of_a_month_go_back(real):
    """A column per day: a changed mark and a new one are both an UPDATE of a cell."""
    told = real("monthly_wide", ("present", "late", "absent"), days=-1, note="")
    assert told["first"] == [
        f"0 new, {6 + told['taken'] - 1} changed, 0 removed; 0 are there already.",
        "1 left out: there is no empty cell for it",
    ]


def test_letters_that_a_column_does_not_take():
    column = Column("bigo", "varchar", True, None, False, "euckr")
    column.check("버스 지연")
    with pytest.raises(Unsayable, match="bigo takes only letters of euckr"):
        column.check("🚌")


@pytest.mark.parametrize("word", ["list", "punches"])
def test_shapes_that_rows_cannot_be_put_into(word):
    source = Source("marks", "meeting", {}, **{word: {"column": "present"}})
    with pytest.raises(BridgeError, match="^meeting keeps .*: marks cannot be put into those$"):
        export_marks(Plan("x", "", "", {"marks": [source]}), datetime.datetime.now())


@pytest.mark.django_db
def test_export_before_the_first_import():
    with pytest.raises(CommandError, match="^Nothing was written: No map has been used yet"):
        call_command("export_marks", since=datetime.date(2025, 1, 1))


def test_template_read_backwards():
    spec = parse_value({"template": "{grade}학년 {room}반"}, "here")
    assert columns_for(spec, ("3학년 12반",)) == {"grade": "3", "room": "12"}
    with pytest.raises(Unsayable):
        columns_for(spec, ("3rd grade",))


@pytest.mark.parametrize(
    ("formats", "sample", "kind", "written"),
    [
        (["%d/%m/%Y"], "03/04/2025", "varchar(10)", "11/03/2025"),
        (["%Y-%m-%d", "%Y%m%d"], "20250304", "char(8)", "20250311"),
        (["%Y%m%d"], 20250304, "int", 20250311),
        (["epoch"], 1741000000, "int", 1741705200),
        ([], datetime.datetime(2025, 1, 1, 9), "datetime", datetime.datetime(2025, 3, 11, 15)),
        ([], datetime.date(2025, 1, 1), "date", datetime.date(2025, 3, 11)),
        ([], datetime.time(9), "time", datetime.time(15)),
        ([], "2025-01-01 09:00:00", "text", "2025-03-11 15:00:00"),
        ([], "2025-01-01", "text", "2025-03-11"),
        ([], None, "datetime", datetime.datetime(2025, 3, 11, 15)),
        ([], None, "date", datetime.date(2025, 3, 11)),
        ([], None, "varchar", "2025-03-11"),
    ],
)
def test_moments_are_written_as_the_column_has_them(formats, sample, kind, written):
    spec = parse_value({"column": "c", "format": formats}, "here")
    found = moment_for(spec, datetime.datetime(2025, 3, 11, 15), sample, kind)
    assert (found, type(found)) == (written, type(written))


def test_literals_of_sqlite_mean_what_they_meant():
    with closing(sqlite3.connect(":memory:")) as connection:
        for value in (HOSTILE, "a\r\n'b'", 3, None, b"\0\xff", "한글"):
            [(read,)] = connection.execute(f"SELECT {literal(value, 'sqlite')}").fetchall()
            assert read == value


def test_literals_of_mariadb_mean_what_they_meant(mariadb):
    for value in (HOSTILE, "a\r\n'b'\0\x1a", 3, None, b"\0\xff", "한글"):
        sql = f"SELECT {literal(value, 'mysql')}"
        assert sql.count("\n") == 0
        [(read,)] = mariadb.execute(sql)
        assert read == value


def test_literals_of_postgresql_mean_what_they_meant(postgres):
    for value in (HOSTILE, "a\r\n'b'", "plain", "한글"):
        sql = f"SELECT {literal(value, 'postgresql')}"
        assert sql.count("\n") == 0
        [[read]] = postgres.execute(sql)
        assert read == value


def test_names_are_quoted_whatever_is_in_them():
    assert name("a`b", "mysql") == "`a``b`"
    assert name('a"b', "sqlite") == '"a""b"'
    hostile = Change(UPDATE, "t`; DROP TABLE x", {"a`b": 1}, {"k": None})
    assert (
        statement(hostile, "mysql")
        == "UPDATE `t``; DROP TABLE x` SET `a``b` = 1 WHERE `k` IS NULL;"
    )
    new = Change(INSERT, "t", {"a": "x"}, {"a": "x"}, "n")
    assert statement(new, "sqlite") == (
        'INSERT INTO "t" ("n", "a") SELECT (SELECT COALESCE(MAX("n"), 0) + 1 FROM "t"), \'x\' '
        'FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS (SELECT * FROM "t" WHERE "a" = \'x\');'
    )
