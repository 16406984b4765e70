"""The bundled old database: always the same, and as sinful as it says."""

import datetime
import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from legacy.sample.academy import Academy
from legacy.sample.schema import TABLES
from legacy.sample.writers import write_mysql
from tests.conftest import SAMPLE_TODAY
from tests.mariadb import Server


@pytest.fixture(scope="module")
def rows():
    return Academy(SAMPLE_TODAY).rows()


@pytest.fixture
def ask(sample_file):
    """A function that runs one query on the sample and returns its rows."""
    with closing(sqlite3.connect(sample_file)) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_sample_is_the_same_every_time(rows):
    assert Academy(SAMPLE_TODAY).rows() == rows


def test_sample_has_the_size_of_an_academy(rows):
    counts = {name: len(rows[name]) for name in ("hakseng", "kangjwa", "kangsa", "chulgyul")}
    assert counts == {"hakseng": 240, "kangjwa": 18, "kangsa": 12, "chulgyul": 73178}


def test_sample_spans_three_years_and_the_coming_weeks(ask):
    assert ask("SELECT MIN(nalja), MAX(nalja) FROM sueop") == [("2023-11-20", "2026-12-05")]
    before = "SELECT COUNT(*) FROM chulgyul WHERE nalja >= '2026-11-18'"
    assert ask(before) == [(0,)]
    week = "nalja BETWEEN '2026-11-18' AND '2026-11-22'"
    assert ask(f"SELECT sangtae, COUNT(*) FROM sueop WHERE {week} GROUP BY 1") == [("Y", 23)]


def test_sample_moves_with_the_date():
    later = Academy(SAMPLE_TODAY + datetime.timedelta(days=365))
    assert later.last == datetime.date(2027, 12, 5)
    lessons = later.rows()["sueop"]
    assert {state for *_, state in lessons} == {"Y", "J", "H"}


SINS = {
    "nalja = '0000-00-00'": 14,
    "hs_login LIKE 'gone%'": 20,
    "kj_code NOT IN (SELECT kj_code FROM kangjwa)": 5,
    "gubun NOT IN (SELECT code FROM gongtong_code WHERE bunryu = 'CHUL')": 12,
    "gubun = 'H'": 588,
    "jigak_bun = 9999": 2,
    "ipsil = '24:05:00'": 3,
    "bigo = '체험'": 12,
}


@pytest.mark.parametrize("sin", SINS)
def test_sample_has_this_many_sins(ask, sin):
    assert ask(f"SELECT COUNT(*) FROM chulgyul WHERE {sin}") == [(SINS[sin],)]


def test_sample_has_second_marks_of_the_same_lesson(ask):
    again = """SELECT COUNT(*) FROM (SELECT 1 FROM chulgyul WHERE nalja <> '0000-00-00'
        GROUP BY kj_code, LOWER(hs_login), nalja, gyosi HAVING COUNT(*) > 1)"""
    assert ask(again) == [(18,)]


def test_sample_has_stays_that_never_overlap(ask):
    overlaps = """SELECT COUNT(*) FROM sugang a JOIN sugang b ON a.kj_code = b.kj_code
        AND LOWER(a.hs_login) = LOWER(b.hs_login) AND a.ipban_il < b.ipban_il
        AND (a.toeban_il = '0000-00-00' OR a.toeban_il >= b.ipban_il)"""
    assert ask(overlaps) == [(0,)]


def test_sample_keeps_mysqls_types_in_sqlite(ask):
    types = {name: kind for _, name, kind, *_ in ask("PRAGMA table_info(chulgyul)")}
    assert (types["il_no"], types["jigak_bun"]) == ("bigint unsigned(20)", "smallint(6)")
    assert ask("SELECT kkeut FROM siganpyo WHERE kj_code = 'GN31' LIMIT 1") == [("25:10:00",)]


def test_sample_in_mariadb_has_the_same_rows(old_database, rows):
    url = old_database("sample", keep=True)
    database = url.rsplit("/", 1)[1]
    server = Server.at(url)
    count = "SELECT COUNT(*) FROM `{}`".format
    loaded = {table.name: server.execute(count(table.name), database) for table in TABLES}
    assert loaded == {name: ((len(values),),) for name, values in rows.items()}
    login = rows["hakseng"][0][1]
    found = server.execute(
        f"SELECT hs_login FROM hakseng WHERE hs_login = '{login.upper()}'", database
    )
    assert found == ((login,),)


def test_mysql_text_is_the_same_every_time(tmp_path):
    first, second = tmp_path / "a.sql", tmp_path / "b.sql"
    write_mysql(first, today=SAMPLE_TODAY)
    write_mysql(second, today=SAMPLE_TODAY)
    assert first.read_bytes() == second.read_bytes()


def test_load_sample_makes_the_file_only_when_it_is_missing(tmp_path, monkeypatch, settings):
    settings.VAR_DIR = tmp_path
    call_command("load_sample", today=SAMPLE_TODAY)
    file = tmp_path / "sample_legacy.sqlite3"
    file.write_bytes(b"")
    call_command("load_sample")
    assert file.read_bytes() == b""
    call_command("load_sample", refresh=True)
    assert file.stat().st_size > 1_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["sample_legacy.sqlite3"]


def test_load_sample_says_where_it_cannot_write(tmp_path):
    path = tmp_path / "missing" / "sample.sql"
    with pytest.raises(CommandError) as raised:
        call_command("load_sample", sql=str(path))
    assert str(raised.value) == f"{path} cannot be written: No such file or directory"


@pytest.mark.django_db(databases=["default", "legacy"])
def test_sample_is_what_the_legacy_connection_reads():
    from django.db import connections

    with connections["legacy"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM hakseng")
        assert cursor.fetchone() == (240,)
    assert settings.SAMPLE_FILE.exists()
