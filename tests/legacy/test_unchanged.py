"""A run that finds nothing changed in the old database does not look at every row."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.legacy.test_real_databases import Site, table
from tests.legacy.test_shapes import HEAD, PEOPLE

MARKS = """
[marks]
table = "att"
student = { column = "pupil", to = "name" }
course = "klass"
date = "day"
status = { column = "state", values = { O = "present", X = "absent" } }
"""
ATT = """
CREATE TABLE att (no INTEGER PRIMARY KEY, pupil VARCHAR(20), klass VARCHAR(10), day DATE,
                  state CHAR(1));
INSERT INTO att VALUES (1, '김가', 'A', '2025-03-03', 'O'), (2, '이나', 'A', '2025-03-03', 'X'),
                       (3, '없음', 'A', '2025-03-03', 'O');
"""


@pytest.fixture
def school(manage, site_url, tmp_path):
    """A small site that has imported its old database, and a function that changes that one."""
    file, map_file = tmp_path / "old.sqlite3", tmp_path / "small.toml"

    def change(sql):
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(sql)

    change(PEOPLE + ATT)
    map_file.write_text(HEAD + MARKS)
    site = Site(manage, "small", site_url, f"sqlite:///{file}", tmp_path / "models.py")
    site.run("inspect_legacy")
    site.run("import_legacy", "--map", map_file)
    return site, change


def test_changes_are_found_where_they_are(school):
    site, change = school
    same = site.run("import_legacy")
    assert "marks: nothing has changed in the old database" in same
    assert table(same)["marks"] == {
        "read": 3, "new": 0, "changed": 0, "unchanged": 2, "retired": 0, "conflicts": 0,
        "rejected": 1,
    }  # fmt: skip

    change("UPDATE att SET state = 'O' WHERE no = 2")
    text = site.run("import_legacy")
    assert "students: nothing has changed" in text
    assert table(text)["marks"]["changed"] == 1

    change("INSERT INTO pupil VALUES (4, '없음', 'A')")
    text = site.run("import_legacy")
    assert (table(text)["students"]["new"], table(text)["marks"]["new"]) == (1, 1)

    change("DELETE FROM att WHERE no = 1")
    assert table(site.run("import_legacy"))["marks"]["retired"] == 1
    assert "marks: nothing has changed" in site.run("import_legacy")


def test_dry_run_and_limit_remember_nothing(school):
    site, change = school
    change("UPDATE att SET state = 'O' WHERE no = 2")
    assert table(site.run("import_legacy", "--dry-run"))["marks"]["changed"] == 1
    assert table(site.run("import_legacy", "--limit", "1"))["marks"]["changed"] == 0
    assert table(site.run("import_legacy"))["marks"]["changed"] == 1


def test_since_brings_recent_days_only(school, tmp_path):
    site, change = school
    change("INSERT INTO att VALUES (8, '김가', 'A', '2025-03-04', 'O')")
    change("INSERT INTO att VALUES (9, '김가', 'A', '2025-03-05', 'O')")
    change("INSERT INTO att VALUES (4, '이나', 'A', '2025-02-01', 'O')")
    text = site.run("import_legacy", "--since", "2025-03-04")
    assert table(text)["marks"] == {
        "read": 2, "new": 2, "changed": 0, "unchanged": 0, "retired": 0, "conflicts": 0,
        "rejected": 0,
    }  # fmt: skip
    assert table(site.run("import_legacy"))["marks"]["new"] == 1


def test_since_of_a_date_that_is_text_is_refused(school, tmp_path):
    site, change = school
    other = tmp_path / "text.toml"
    other.write_text(site.shell("from legacy.mapping import active_map; print(active_map().text)"))
    text = other.read_text().replace(
        'date = "day"', 'date = { column = "day", format = "%Y-%m-%d" }'
    )
    other.write_text(text)
    said = site.fail("import_legacy", "--map", other, "--since", "2025-03-04")
    assert "[marks]: its date is no column of a date type" in said


EDIT = """
from roster.models import Mark, Status
mark = Mark.objects.get(student__name="이나")
mark.status = Status.objects.get(status_set=mark.lesson.course.status_set, code="{}")
mark.version += 1
mark.save()
"""


def test_edited_mark_that_agrees_again_is_no_conflict(school):
    site, change = school
    site.shell(EDIT.format("present"))
    change("UPDATE att SET state = 'O' WHERE no = 2")
    counts = table(site.run("import_legacy"))["marks"]
    assert (counts["conflicts"], counts["changed"], counts["unchanged"]) == (0, 0, 2)
    change("UPDATE att SET state = 'X' WHERE no = 2")
    assert table(site.run("import_legacy"))["marks"]["changed"] == 1


def test_verify_tells_changes_over_there_from_what_is_lost_here(school):
    """New, changed and deleted rows of the old database are no fault of the last import; a mark
    that is gone here stays one."""
    site, change = school
    assert site.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")
    change("UPDATE att SET state = 'O' WHERE no = 2; DELETE FROM att WHERE no = 1")
    change("INSERT INTO att VALUES (7, '박다', 'B', '2025-03-04', 'O')")
    text = site.run("verify_legacy")
    assert re.search(r"^marks +0 +0 +3 +1 +0 +0 +0$", text, re.MULTILINE), text
    assert text.endswith("Everything else has arrived.\n")
    site.run("import_legacy")
    assert site.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")
    site.shell("from roster.models import Mark; Mark.objects.get(student__name='박다').delete()")
    change("INSERT INTO att VALUES (8, '박다', 'B', '2025-03-05', 'O')")
    assert "are lost, doubled or wrong" in site.fail("verify_legacy")
