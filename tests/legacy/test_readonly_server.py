"""Nothing that the site does writes to the old database, on a real server with an account that
may: every way to write is refused, and the server's own log has reads only."""

import ast
import re
from pathlib import Path

import pytest

from tests.legacy.test_shapes import HEAD, PEOPLE
from tests.legacy.test_unchanged import ATT, MARKS

WRITES = (Path(__file__).parent / "writes.py").read_text()
TABLES = f"""
{PEOPLE}
{ATT}
CREATE TABLE old_engine (no INT PRIMARY KEY, word VARCHAR(20)) ENGINE=MyISAM;
INSERT INTO old_engine VALUES (1, 'stays');
CREATE TABLE no_key (word VARCHAR(20));
INSERT INTO no_key VALUES ('stays'), ('stays');
CREATE SEQUENCE number_of;
DELIMITER //
CREATE PROCEDURE wipe() BEGIN SET SESSION TRANSACTION READ WRITE; DELETE FROM att; END //
CREATE FUNCTION wiped() RETURNS INT BEGIN DELETE FROM att; RETURN 1; END //
DELIMITER ;
"""
# All that a session that only reads has to say, besides the reads themselves.
SESSION = re.compile(
    r"SET SESSION TRANSACTION (READ ONLY|ISOLATION LEVEL REPEATABLE READ)|SET NAMES \S+"
    r"|SET (@@)?autocommit ?= ?[01]|(RELEASE )?SAVEPOINT \S+|ROLLBACK TO SAVEPOINT \S+"
    r"|COMMIT|ROLLBACK|START TRANSACTION.*READ ONLY|",
    re.IGNORECASE,
)


@pytest.fixture
def school(mariadb, suffix, tmp_path):
    """(name of the database, URL of an account that may do what old accounts may)."""
    name, dump = f"locked{suffix}", tmp_path / "locked.sql"
    dump.write_text(TABLES)
    mariadb.load_dump(name, dump)
    account = mariadb.account(f"ordinary{suffix}", name)
    mariadb.execute(f"GRANT EXECUTE, TRIGGER ON `{name}`.* TO '{account.user}'@'{account.host}'")
    mariadb.execute(f"GRANT FILE ON *.* TO '{account.user}'@'{account.host}'")
    return name, account.url(name)


def checksums(mariadb, name):
    """What CHECKSUM TABLE says of every table."""
    rows = mariadb.execute("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'", name)
    tables = ", ".join(f"`{row[0]}`" for row in rows)
    return mariadb.execute(f"CHECKSUM TABLE {tables} EXTENDED", name)


@pytest.fixture
def log(mariadb, suffix):
    """A function that gives the statements which the ordinary account has sent."""
    mariadb.execute("SET GLOBAL log_output = 'TABLE'")
    mariadb.execute("SET GLOBAL general_log = ON")
    mariadb.execute("TRUNCATE mysql.general_log")

    def said():
        rows = mariadb.execute(
            "SELECT command_type, argument FROM mysql.general_log"
            f" WHERE user_host LIKE '%[ordinary{suffix}] @%'"
        )
        return [
            (kind, str(text, "utf-8") if isinstance(text, bytes) else text) for kind, text in rows
        ]

    yield said
    mariadb.execute("SET GLOBAL general_log = OFF")


def written(said):
    """The statements of a log that are no reads, by a measure of this test's own."""
    return [
        (kind, text)
        for kind, text in said
        if kind not in {"Connect", "Quit", "Ping"}
        and not re.match(r"\(?(SELECT|SHOW|DESCRIBE|EXPLAIN)\b", text, re.IGNORECASE)
        and not SESSION.fullmatch(text.strip())
    ]


def test_everything_is_only_read(manage, school, mariadb, log, site_url, tmp_path):
    name, url = school
    before = checksums(mariadb, name)
    where = {"site": site_url, "legacy": url, "models": tmp_path / "models.py"}
    right = tmp_path / "right.toml"
    right.write_text(HEAD + MARKS)
    for command in (
        ("inspect_legacy",),
        ("migrate", "-v0"),
        ("map_legacy", "--no-ask", "--output", tmp_path / "guessed.toml"),
        ("import_legacy", "--map", right),
        ("import_legacy", "--full"),
        ("verify_legacy",),
        ("inspect_legacy", "--check"),
        ("export_marks", "--since", "2020-01-01", "--output", tmp_path / "back.sql"),
    ):
        ran = manage(*command, **where)
        assert ran.code == 0, ran.stderr
    ran = manage("shell", "-v0", "-c", WRITES, **where)
    outcomes = ast.literal_eval(ran.stdout) if ran.stdout else pytest.fail(ran.stderr)
    pages = outcomes.pop("pages")
    assert set(outcomes.values()) == {"WriteRefused"}, outcomes
    assert len(outcomes) >= 30
    assert {code for path, code in pages.items() if "add" in path or "delete" in path} == {403}
    assert {code for path, code in pages.items() if path.startswith("GET look")} == {200}
    assert pages["POST /admin/source/att/1/change/"] == 403
    said = log()
    assert len(said) > 200
    assert any("`att`" in text and text.startswith("SELECT") for _, text in said)
    assert written(said) == []
    assert checksums(mariadb, name) == before


def test_server_refuses_what_comes_past_the_site(manage, school, mariadb, tmp_path):
    """The session is read-only at the server, too, whatever program speaks in it."""
    name, url = school
    before = checksums(mariadb, name)
    ran = manage("shell", "-v0", "-c", PAST_THE_SITE, legacy=url)
    assert ran.stdout.split() == ["1792"] * 5, ran.stdout + ran.stderr
    assert checksums(mariadb, name) == before


PAST_THE_SITE = """
import MySQLdb
from MySQLdb import _mysql
from django.db import connections
connections["legacy"].ensure_connection()
bare = connections["legacy"].connection
for sql in ("DELETE FROM att", "UPDATE old_engine SET word = ''", "SELECT wiped()",
            "INSERT INTO no_key VALUES ('')", "SELECT NEXT VALUE FOR number_of"):
    try:
        _mysql.connection.query(bare, sql.encode())
        print("written", sql)
    except MySQLdb.Error as error:
        print(error.args[0])
"""
