"""PostgreSQL as the old database: read only, and from its schema to a book."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.shared

MAP = Path(__file__).parent / "maps/absentees_pg.toml"
TRY_TO_WRITE = """
from django.db import connections, transaction
connection = connections["legacy"]
WRITES = (
    "DELETE FROM absence",
    "SET default_transaction_read_only = off",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT set_config('transaction_read_only', 'off', true)",
    "COPY absence TO '/tmp/x'",
    "SELECT nextval('absence_id_seq')",
)
for sql in WRITES:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        print("written", sql)
    except Exception as error:
        print(type(error).__name__)
raw = connection.connection.cursor()
for sql in ("DELETE FROM absence", "SELECT nextval('absence_id_seq')"):
    try:
        raw.execute(sql)
        print("written", sql)
    except Exception as error:
        print(type(error).__name__)
"""


@pytest.fixture
def where(old_database, site_url, tmp_path):
    """Where a site on absentees_pg keeps its things, as keywords of `manage`."""
    legacy = old_database("absentees_pg", keep=True)
    return {"site": site_url, "legacy": legacy, "models": tmp_path / "models.py"}


def test_every_way_to_write_is_refused(manage, where, postgres, suffix):
    """By the connection, and underneath it by the server's own read-only session."""
    ran = manage("shell", "-v0", "-c", TRY_TO_WRITE, **where)
    assert ran.stdout.split() == ["WriteRefused"] * 7 + ["ReadOnlySqlTransaction"] * 2
    assert postgres.execute("SELECT count(*) FROM absence", f"absentees_pg{suffix}") == [(100,)]


def test_absentees_arrive_beside_those_who_were_present(manage, where):
    """40 students in 2 courses, 84 lessons, 100 absent and 1580 who are not listed."""
    assert manage("inspect_legacy", **where).code == 0
    assert manage("check", **where).stderr == ""
    text = manage("import_legacy", "--map", MAP, **where).stdout
    new = {line.split()[0]: int(line.split()[2]) for line in text.splitlines()[1:6]}
    assert new == {"students": 40, "courses": 2, "enrollments": 40, "lessons": 84, "marks": 100}
    assert re.search("^marks: 1580 implied$", text, re.MULTILINE), text
    verified = manage("verify_legacy", **where)
    assert verified.stdout.endswith("Everything that was mapped has arrived.\n")
