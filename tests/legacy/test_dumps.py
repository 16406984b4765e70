"""A dump is loaded into a private server, whatever wrote it, and whatever is in it."""

import bz2
import gzip
import lzma
import os
import signal
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import MySQLdb
import pytest
from django.conf import settings

from attendance_site import environment
from legacy import dumps, surveying, throwaway
from legacy.dumps import BadDump, loaded, rewritten, run_on_dump
from legacy.surveying import NoDump, survey

BODY = """CREATE TABLE `pupil` (
  `no` int NOT NULL AUTO_INCREMENT,
  `name` varchar(90) COLLATE utf8mb4_0900_ai_ci DEFAULT NULL,
  `born` date NOT NULL DEFAULT '0000-00-00',
  PRIMARY KEY (`no`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
INSERT INTO `pupil` VALUES (1,'김가','0000-00-00'),
(2,'SET DEFINER=`a`@`b` \\\\! ls; utf8mb4_0900_ai_ci','2010-02-03');
"""
MYSQLDUMP = f"""-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: school_1
/*!50503 SET NAMES utf8mb4 */;
SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;
SET @@SESSION.SQL_LOG_BIN= 0;
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'aaaaaaaa-0000-0000-0000-000000000000:1-9';
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `school_1` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */;

USE `school_1`;
{BODY}/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `names` AS select `pupil`.`name` AS `name` from `pupil` */;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER t BEFORE INSERT ON pupil
FOR EACH ROW BEGIN SET NEW.name = 'x'; END */;;
DELIMITER ;
-- Dump completed on 2026-11-22  3:15:00
"""  # noqa: E501 (as mysqldump writes it)
PHPMYADMIN = f"""-- phpMyAdmin SQL Dump
-- version 5.2.1
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
{BODY.replace(" COLLATE utf8mb4_0900_ai_ci", "").replace(" COLLATE=utf8mb4_0900_ai_ci", "")}COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
"""
HEIDI = f"""-- --------------------------------------------------------
-- Host:                         127.0.0.1
-- HeidiSQL Version:             12.6.0.6765
/*!40101 SET @OLD_SQL_MODE=IFNULL(@@SQL_MODE, '') */;
CREATE DATABASE IF NOT EXISTS `학원` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;
USE `학원`;
{BODY}
/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;
"""
ROWS = ((1, "김가"), (2, "SET DEFINER=`a`@`b` \\! ls; utf8mb4_0900_ai_ci"))


def connected(url):
    """A connection as the site itself makes it of a database URL."""
    given = environment.database(url, "LEGACY_DATABASE_URL")
    return closing(
        MySQLdb.connect(
            user=given["USER"],
            password=given["PASSWORD"],
            database=given["NAME"],
            unix_socket=given["OPTIONS"]["unix_socket"],
            charset="utf8mb4",
        )
    )


def asked(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def server():
    """One throwaway server for this module; starting one takes seconds."""
    with throwaway.running() as one:
        yield one


@pytest.fixture
def shared_server(monkeypatch, server):
    """Lets `loaded` take the module's server, emptied of what was loaded before."""
    for database in ("old", "school_1", "학원"):
        server.execute(f"DROP DATABASE IF EXISTS `{database}`")
    server.execute("DROP USER IF EXISTS loader@localhost, reader@localhost")

    class Running:
        def __enter__(self):
            return server

        def __exit__(self, *error):
            return False

    monkeypatch.setattr(dumps, "running", Running)


@pytest.mark.parametrize(
    ("text", "name", "packed"),
    [
        (MYSQLDUMP, "school_1", bytes),
        (MYSQLDUMP.replace("\n", "\r\n"), "school_1", gzip.compress),
        (PHPMYADMIN, "old", bz2.compress),
        (HEIDI, "학원", lzma.compress),
        (BODY, "old", bytes),
        (BODY.replace("\n", "\r\n"), "old", bytes),
    ],
    ids=["mysqldump", "mysqldump gz CRLF", "phpMyAdmin bz2", "HeidiSQL xz", "bare", "bare CRLF"],
)
def test_dump_is_loaded_whole(shared_server, tmp_path, text, name, packed):
    path = tmp_path / "dump.sql"
    path.write_bytes(packed(text.encode()))
    with loaded(path) as url, connected(url) as connection:
        assert asked(connection, "SELECT DATABASE()") == ((name,),)
        assert asked(connection, "SELECT no, name FROM pupil ORDER BY no") == ROWS
        assert asked(connection, "SELECT CAST(born AS CHAR) FROM pupil WHERE no = 1") == (
            ("0000-00-00",),
        )


def test_dump_in_euc_kr_without_saying_so(shared_server, tmp_path):
    path = tmp_path / "dump.sql"
    sql = "CREATE TABLE 학생 (이름 varchar(9)) CHARSET=euckr;\nINSERT INTO 학생 VALUES ('김가');\n"
    path.write_bytes(sql.encode("euc-kr"))
    with loaded(path) as url, connected(url) as connection:
        assert asked(connection, "SELECT 이름 FROM 학생") == (("김가",),)


def test_reader_of_a_dump_can_only_read_it(shared_server, tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text(MYSQLDUMP)
    with loaded(path) as url, connected(url) as connection:
        assert asked(connection, "SELECT COUNT(*) FROM names") == ((2,),)
        assert asked(connection, "SELECT LOAD_FILE('/etc/hostname')") == ((None,),)
        for sql, number in (
            ("DELETE FROM pupil", 1142),
            ("CREATE TABLE mine (a int)", 1142),
            ("SELECT user FROM mysql.user", 1142),
            ("SELECT 1 INTO OUTFILE '/tmp/out-of-the-dump'", 1227),
            ("SET GLOBAL general_log = 1", 1227),
        ):
            with pytest.raises(MySQLdb.Error) as refused:
                asked(connection, sql)
            assert refused.value.args[0] == number


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("\\! touch {evil}", "Unknown command '\\!'"),
        ("system touch {evil}", "You have an error in your SQL syntax"),
        ("source {evil}", "You have an error in your SQL syntax"),
        ("SELECT 'x' INTO OUTFILE '{evil}';", "Access denied"),
        ("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE a;", "local infile"),
        ("LOAD DATA INFILE '/etc/hostname' INTO TABLE a;", "Access denied"),
        ("CREATE USER me@localhost;", "Access denied"),
        ("GRANT ALL ON *.* TO loader@localhost;", "Access denied"),
        ("INSERT INTO mysql.user SELECT 1;", "denied"),
        ("SET GLOBAL local_infile = 1;", "Access denied"),
        ("CREATE FUNCTION f RETURNS STRING SONAME 'evil.so';", "denied"),
    ],
)  # fmt: skip
def test_hostile_dump_does_nothing(shared_server, tmp_path, line, said):
    evil = Path(f"/tmp/out-of-the-dump-{os.getpid()}")
    path = tmp_path / "dump.sql"
    path.write_text(f"CREATE TABLE a (b text);\n{line.format(evil=evil)}\nSELECT 1;\n")
    with pytest.raises(BadDump) as refused, loaded(path):
        pass
    assert said in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert not evil.exists()


def test_syntax_error_names_its_line(shared_server, tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text(MYSQLDUMP.replace("INSERT INTO", "INSRET INTO"))
    line = path.read_text().split("INSRET")[0].count("\n") + 1
    with pytest.raises(BadDump, match=rf"dump\.sql stops at line {line}: You have an error in"):
        loaded(path).__enter__()


def test_dump_without_a_table(shared_server, tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text("CREATE TABLE a (b int);\nDROP TABLE a;\n")
    with pytest.raises(BadDump, match="holds no table$"):
        loaded(path).__enter__()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MYSQLDUMP.partition("/*!50001")[0].encode(), "is cut off: its end is missing"),
        (PHPMYADMIN.partition("COMMIT")[0].encode(), "is cut off: its end is missing"),
        (HEIDI.partition("\n/*!40101 SET SQL_MODE")[0].encode(), "is cut off: its end is missing"),
        (BODY[:-30].encode(), "is cut off in the middle of a statement"),
        (gzip.compress(MYSQLDUMP.encode())[:-40], "is cut off: the archive has no end"),
        (b"\x1f\x8b" + os.urandom(200), "cannot be unpacked"),
        (bytes(range(1, 256)) * 20, "is no dump: it makes no table"),
        (b"", "is no dump: it makes no table"),
        (b"SQLite format 3\0" + b"\0" * 100, "is an SQLite database"),
        (b"--\n-- PostgreSQL database dump\n--\nCREATE TABLE a (b int);\n", "of PostgreSQL"),
        (MYSQLDUMP.encode("utf-16"), "is UTF-16"),
        (b"PK\x03\x04" + b"\0" * 100, "is a ZIP archive"),
        ((MYSQLDUMP + "USE `shop`;\n" + "-- Dump completed").encode(), r"\(school_1, shop\)"),
    ],
)  # fmt: skip
def test_survey_refuses_what_is_no_whole_dump(tmp_path, content, said):
    path = tmp_path / "dump.sql"
    path.write_bytes(content)
    with pytest.raises(NoDump, match=said) as refused:
        survey(path)
    assert str(refused.value).count("\n") == 0


def test_survey_reads_lines_longer_than_its_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(surveying.Survey, "PIECE", 7)
    path = tmp_path / "dump.sql"
    path.write_text("INSERT INTO a VALUES ('" + "김" * 50 + "');\n")
    assert survey(path) == surveying.Survey("old", "utf8mb4")
    with path.open("rb") as file:
        assert b"".join(rewritten(file)) == path.read_bytes()


def test_without_mariadb_it_says_what_to_install(monkeypatch, tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text(BODY)
    monkeypatch.setattr(throwaway.shutil, "which", lambda name, path: None)
    with pytest.raises(throwaway.Unavailable) as refused:
        loaded(path).__enter__()
    assert str(refused.value) == (
        "mariadb is not installed; packages: apt: mariadb-server-core mariadb-client-core, "
        "dnf: mariadb-server mariadb, brew: mariadb"
    )


def test_throwaway_server_has_no_network_and_is_not_root(server):
    variables = dict(
        server.execute(
            "SHOW VARIABLES WHERE Variable_name IN ('skip_networking', 'local_infile', "
            "'secure_file_priv', 'sql_mode', 'port', 'have_symlink')"
        )
    )
    assert (variables["skip_networking"], variables["local_infile"]) == ("ON", "OFF")
    assert variables["sql_mode"] == ""
    folder = Path(server.socket).parent
    assert list(Path(variables["secure_file_priv"]).iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid != 0
    local = "SELECT user FROM mysql.user WHERE host = 'localhost' AND user IN ('root', '')"
    assert server.execute(local) == ()


def test_throwaway_server_leaves_nothing():
    with throwaway.running() as one:
        folder = Path(one.socket).parent
        number = int((folder / "pid").read_text())
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


WAIT = "import os, time; print(os.environ['LEGACY_DATABASE_URL'], flush=True); time.sleep(99)"
STOPPED = """
from pathlib import Path
from legacy.dumps import run_on_dump
run_on_dump(Path({path!r}), ["shell", "-v0", "-c", {wait!r}])
"""


def test_command_that_is_stopped_leaves_nothing(tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text(BODY)
    code = STOPPED.format(path=str(path), wait=WAIT)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "attendance_site.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    url = process.stdout.readline().strip()
    folder = Path(environment.database(url, "URL")["OPTIONS"]["unix_socket"]).parent
    assert folder.exists()
    process.terminate()
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert not folder.exists()
    process.stdout.close()


def test_commands_run_on_a_dump(shared_server, monkeypatch, tmp_path):
    path, ran = tmp_path / "dump.sql", []
    path.write_text(BODY)

    def run(words, env):
        ran.append((words[1:], env["LEGACY_DATABASE_URL"].split(":")[0]))
        return subprocess.CompletedProcess(words, len(ran) - 1)

    monkeypatch.setattr(dumps.subprocess, "run", run)
    monkeypatch.setattr(dumps.signal, "signal", lambda number, handler: None)
    assert run_on_dump(path, ["inspect_legacy"], ["import_legacy", "--limit", 3], ["never"]) == 1
    manage = settings.BASE_DIR / "manage.py"
    assert ran == [
        ([manage, "inspect_legacy"], "mysql"),
        ([manage, "import_legacy", "--limit", "3"], "mysql"),
    ]
