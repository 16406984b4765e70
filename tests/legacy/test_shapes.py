"""Every shape that docs/map.md shows, on small databases made for it."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.legacy.small_school import HEAD, PEOPLE
from tests.legacy.test_real_databases import Site, notes, table

TELL = """
from roster.models import Mark
for mark in Mark.objects.order_by("student__name", "lesson__date").select_related("status"):
    lesson = mark.lesson
    print(mark.student.name, lesson.date, lesson.course.name, mark.status.code, mark.source)
"""


@pytest.fixture
def import_small(manage, site_url, tmp_path):
    """A function that imports an old database of SQL text by a map; returns its marks as lines."""

    def run(sql, map_text):
        file, map_file = tmp_path / "old.sqlite3", tmp_path / "small.toml"
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(PEOPLE + sql)
        map_file.write_text(HEAD + map_text)
        site = Site(manage, "small", site_url, f"sqlite:///{file}", tmp_path / "models.py")
        run.site = site
        site.run("inspect_legacy")
        site.run("import_legacy", "--map", map_file)
        again = table(site.run("import_legacy"))
        assert {(one["new"], one["changed"]) for one in again.values()} == {(0, 0)}
        assert site.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")
        return site.shell(TELL).splitlines()

    return run


def test_only_absentees_beside_lessons_held(import_small):
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
    assert import_small(sql, map_text) == [
        "김가 2025-03-03 A present implied",
        "김가 2025-03-04 A present implied",
        "박다 2025-03-03 B present implied",
        "이나 2025-03-03 A present implied",
        "이나 2025-03-04 A absent imported",
    ]
    import_small.site.shell(SPOIL_IMPLIED)
    said = import_small.site.fail("verify_legacy")
    assert said == "CommandError: 2 rows are lost, doubled or wrong.\n"


SPOIL_IMPLIED = """
from roster.models import Mark, Status
one, other = Mark.objects.filter(source="implied").order_by("pk")[:2]
one.delete()
other.status = Status.objects.get(status_set=other.status.status_set, code="late")
other.save()
"""
OWN = """
from roster.models import Course, Enrollment, Mark, Student
student = Student.objects.create(name="새 학생")
Enrollment.objects.create(student=student, course=Course.objects.get(name="A"))
"""


def test_unlisted_says_nothing_of_students_who_are_only_here(import_small):
    sql = """
    CREATE TABLE held (klass VARCHAR(10), day DATE, PRIMARY KEY (klass, day));
    INSERT INTO held VALUES ('A', '2025-03-03');
    CREATE TABLE absence (no INTEGER PRIMARY KEY, pupil INTEGER, day DATE);
    """
    map_text = """
[lessons]
table = "held"
course = "klass"
date = "day"

[marks]
table = "absence"
unlisted = "present"
student = "pupil"
date = "day"
status = { value = "absent" }
"""
    marks = ["김가 2025-03-03 A present implied", "이나 2025-03-03 A present implied"]
    assert import_small(sql, map_text) == marks
    import_small.site.shell(OWN)
    import_small.site.run("import_legacy", "--full")
    assert import_small.site.shell(TELL).splitlines() == marks


def test_a_table_per_class_with_a_column_per_lesson(import_small):
    sql = """
    CREATE TABLE att_A (pupil INTEGER PRIMARY KEY, l1 CHAR(1), l2 CHAR(1));
    INSERT INTO att_A VALUES (1, 'O', 'X'), (2, 'O', '');
    CREATE TABLE att_B (pupil INTEGER PRIMARY KEY, l1 CHAR(1), l2 CHAR(1));
    INSERT INTO att_B VALUES (3, NULL, 'O');
    """
    map_text = """
[marks]
table = "att_{class}"
columns = { l1 = { date = "2025-03-03" }, l2 = { date = "2025-03-10" } }
student = "pupil"
course = "class"
date = "date"
status = { column = "cell", values = { O = "present", X = "absent" } }
"""
    assert import_small(sql, map_text) == [
        "김가 2025-03-03 A present imported",
        "김가 2025-03-10 A absent imported",
        "박다 2025-03-10 B present imported",
        "이나 2025-03-03 A present imported",
    ]


def test_a_column_per_student(import_small):
    sql = """
    CREATE TABLE sheet (day DATE PRIMARY KEY, s1 CHAR(1), s2 CHAR(1), s3 CHAR(1));
    INSERT INTO sheet VALUES ('2025-03-03', 'O', 'X', 'O');
    """
    map_text = """
[marks]
table = "sheet"
columns = "s{student}"
student = "student"
date = "day"
status = { column = "cell", values = { O = "present", X = "absent" } }
"""
    assert import_small(sql, map_text) == [
        "김가 2025-03-03 A present imported",
        "박다 2025-03-03 B present imported",
        "이나 2025-03-03 A absent imported",
    ]


def test_one_row_per_student_and_day_with_several_tables(import_small):
    sql = """
    CREATE TABLE spring (no INTEGER PRIMARY KEY, pupil INTEGER, day CHAR(8), came INTEGER);
    INSERT INTO spring VALUES (1, 1, '20250303', 1), (2, 1, '20250231', 1);
    CREATE TABLE autumn (no INTEGER PRIMARY KEY, pupil INTEGER, day CHAR(8), came INTEGER);
    INSERT INTO autumn VALUES (1, 1, '20250901', 0);
    """
    source = """
[[marks]]
table = "{}"
student = "pupil"
date = {{ column = "day", format = "%Y%m%d" }}
status = {{ column = "came", values = {{ 0 = "absent", 1 = "present" }} }}
"""
    assert import_small(sql, source.format("spring") + source.format("autumn")) == [
        "김가 2025-03-03 A present imported",
        "김가 2025-09-01 A absent imported",
    ]


@pytest.mark.shared
def test_meetings_with_a_list_of_those_present(manage, old_database, site_url, tmp_path):
    models = tmp_path / "models.py"
    site = Site(manage, "meetings_sqlite", site_url, old_database("meetings_sqlite"), models)
    site.run("inspect_legacy")
    text = site.run("import_legacy", "--map", site.map)
    counts = {name: one["new"] for name, one in table(text).items()}
    assert counts == {
        "staff": 2, "students": 17, "courses": 1, "enrollments": 17, "lessons": 14, "marks": 187,
    }  # fmt: skip
    assert notes(text) == {"orphan student": 1}
    assert re.search(r"^marks: 51 implied$", text, re.MULTILINE)
    assert site.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")
