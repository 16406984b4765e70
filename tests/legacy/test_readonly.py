"""The connection to the old database refuses to write."""

import pytest
from django.apps import apps
from django.db import connections, router

from legacy.readonly import WriteRefused, is_read, lock, refuse_writes

READS = (
    "SELECT * FROM member",
    "select `delete` from `update` where name = 'insert into x'",
    "SELECT REPLACE(name, 'a', 'b') FROM t",
    "  (SELECT 1) UNION (SELECT 2)",
    "SHOW CREATE TABLE member",
    "EXPLAIN SELECT 1",
    "WITH x AS (SELECT 1) SELECT * FROM x",
    "SELECT 1 -- delete from member",
    "SELECT 1;",
    "SAVEPOINT s1",
    "BEGIN",
    'PRAGMA table_info("a(b)")',
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    "SET SQL_AUTO_IS_NULL = 0; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
)
WRITES = (
    "DELETE FROM member",
    "insert into member values (1)",
    "SELECT 1; DELETE FROM member",
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT * INTO copy FROM member",
    "WITH x AS (DELETE FROM member RETURNING *) SELECT * FROM x",
    "/*!50000 DELETE FROM member */",
    "/*M! DELETE FROM member */",
    "SELECT /* harmless */ 1 /*! INTO OUTFILE '/tmp/x' */",
    "SET SESSION TRANSACTION READ WRITE",
    "SET default_transaction_read_only = off",
    "START TRANSACTION READ WRITE",
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT * FROM member FOR UPDATE",
    "SELECT @a := 1",
    "SELECT nextval('s')",
    "SELECT pg_read_file('/etc/passwd')",
    "PRAGMA journal_mode = WAL",
    "ATTACH 'x' AS y",
    "CALL tidy()",
    "SELECT NEXT VALUE FOR s",
    "SET SQL_AUTO_IS_NULL = 0; SET SESSION TRANSACTION READ WRITE",
    "SELECT 1; SELECT 2",
    "EXPLAIN ANALYZE DELETE FROM member",
    "",
)


@pytest.mark.parametrize("sql", READS)
def test_is_read_of_a_read(sql):
    assert is_read(sql) is True


@pytest.mark.parametrize("sql", WRITES)
def test_is_read_of_a_write(sql):
    assert is_read(sql) is False


def test_lock_twice_is_one_lock():
    connection = connections["legacy"]
    lock(connection)
    lock(connection)
    assert connection.execute_wrappers.count(refuse_writes) == 1


@pytest.mark.django_db(databases=["default", "legacy"])
def test_cursor_refuses_to_write():
    with connections["legacy"].cursor() as cursor, pytest.raises(WriteRefused):
        cursor.execute("DELETE FROM hakseng")


@pytest.mark.django_db(databases=["default", "legacy"])
def test_cursor_refuses_many():
    with connections["legacy"].cursor() as cursor, pytest.raises(WriteRefused):
        cursor.executemany("SELECT %s", [(1,), (2,)])


@pytest.mark.django_db(databases=["default", "legacy"])
def test_model_refuses_to_write():
    student = apps.get_model("source", "Hakseng").objects.first()
    with pytest.raises(WriteRefused):
        student.save()
    with pytest.raises(WriteRefused):
        student.delete()
    with pytest.raises(WriteRefused):
        type(student).objects.update(irum="x")


@pytest.mark.django_db(databases=["default", "legacy"])
def test_sqlite_file_is_opened_read_only():
    raw = connections["legacy"].connection or connections["legacy"].cursor().connection
    with pytest.raises(Exception, match="readonly"):
        raw.execute("DELETE FROM hakseng")


TWO_COUNTS = """
import MySQLdb
from django.apps import apps
from django.db import connections, transaction
model = apps.get_model("source", "Pupil")
given = connections["legacy"].settings_dict
other = MySQLdb.connect(host=given["HOST"], port=int(given["PORT"]), user=given["USER"],
                        password=given["PASSWORD"], database=given["NAME"], autocommit=True)
with transaction.atomic(using="legacy"):
    before = model.objects.count()
    other.cursor().execute("INSERT INTO pupil VALUES (2)")
    print(before, model.objects.count())
print(model.objects.count())
"""


def test_mariadb_gives_one_snapshot(manage, mariadb, suffix, tmp_path):
    """What changes in the old database during a run is seen by the next one."""
    name, models = f"snapshot{suffix}", tmp_path / "models.py"
    mariadb.create(name)
    mariadb.execute("CREATE TABLE pupil (no INT PRIMARY KEY) ENGINE=InnoDB", name)
    mariadb.execute("INSERT INTO pupil VALUES (1)", name)
    where = {"legacy": mariadb.url(name), "models": models}
    assert manage("inspect_legacy", **where).code == 0
    ran = manage("shell", "-v0", "-c", TWO_COUNTS, **where)
    assert ran.stdout == "1 1\n2\n", ran.stderr


def test_migrate_never_touches_the_old_database():
    assert router.allow_migrate("legacy", "roster") is False
    assert router.allow_migrate("default", "source") is False


def test_unreachable_server_is_one_line(manage):
    ran = manage("inspect_legacy", "--check", legacy="mysql://nobody@127.0.0.1:1/none")
    assert (ran.code, ran.stderr.count("\n")) == (1, 1)
    assert ran.stderr.startswith("CommandError: The old database cannot be read: Can't connect")
