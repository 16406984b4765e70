"""Databases that were invented to be guessed: other languages, other habits, no common names."""

import tomllib

import pytest

from legacy.guessing.guess import NothingFound, guess
from legacy.guessing.writing import as_data, write_map
from tests.legacy.guessing_tables import case, tables_of, value


def guessed(name):
    return guess(case(name), name)


def tables(made):
    """`{target: table}` of a Guess."""
    return {found.target: found.rows["table"] for found in made.found}


def test_spanish_school_with_text_dates_and_letters():
    made = guessed("escuela")
    assert tables(made) == {
        "staff": "profesores", "students": "alumnos", "courses": "grupos",
        "enrollments": "alumnos", "marks": "asistencia",
    }  # fmt: skip
    assert value(made, "students", "name") == ["nombre", "apellidos"]
    assert value(made, "marks", "date") == {"column": "fecha", "format": "%d/%m/%Y"}
    assert value(made, "marks", "status") == {
        "column": "estado",
        "values": {"P": "present", "F": "absent", "R": "late", "J": "excused"},
    }
    assert (value(made, "marks", "student"), value(made, "marks", "course")) == (
        "alumno_id",
        "grupo_id",
    )
    assert value(made, "staff", "username") == "usuario"


def test_german_school_with_absentees_beside_days_held():
    made = guessed("schule")
    assert tables(made) == {
        "staff": "Lehrkraft", "students": "Schueler", "courses": "Klasse",
        "course_staff": "Klasse", "enrollments": "Schueler", "lessons": "Unterrichtstag",
        "marks": "Fehlzeit",
    }  # fmt: skip
    assert made.of("marks").rows["unlisted"] == "present"
    assert value(made, "marks", "status") == {"value": "absent"}
    assert value(made, "lessons", "held") == {"value": True}
    assert value(made, "course_staff", "staff") == "KlassenlehrerKuerzel"


def test_absentees_without_lessons_held_leaves_it_open():
    made = guess([t for t in case("schule") if t.name != "Unterrichtstag"], "schule")
    assert "lessons" not in tables(made)
    assert "unlisted" not in made.of("marks").rows
    assert 'unlisted = "present"' in " ".join(made.rivals)


def test_club_with_prefixed_tables_and_epoch():
    made = guessed("wp_club")
    assert tables(made) == {
        "staff": "wp_users", "students": "wp_club_members", "courses": "wp_club_squads",
        "enrollments": "wp_club_members", "lessons": "wp_club_sessions",
        "marks": "wp_club_attendees",
    }  # fmt: skip
    assert value(made, "lessons", "date") == {"column": "starts_at", "format": "epoch"}
    assert value(made, "lessons", "cancelled") == "cancelled"
    assert value(made, "marks", "lesson") == "session_id"
    assert value(made, "marks", "status")["values"] == {"1": "present", "0": "absent"}


def test_romanised_korean_with_a_table_of_codes():
    made = guessed("hagwon_roman")
    assert value(made, "marks", "status") == {
        "column": "cd",
        "values": {"10": "present", "20": "late", "30": "absent", "40": "left_early"},
    }
    assert value(made, "marks", "date") == {"column": "ymd", "format": "%Y%m%d"}
    assert value(made, "marks", "course") == "tb_haksaeng.ban_cd"
    assert value(made, "marks", "period") == "gyosi"
    assert value(made, "guardians", "phone") == "bumo_hp"
    assert value(made, "students", "phone") == "hp"
    assert value(made, "staff", "role")["values"] == {"1": "teacher", "9": "administrator"}
    assert value(made, "course_staff", "staff") == "gyosa_id"


def test_one_table_of_users_with_roles():
    made = guessed("campus")
    assert made.of("students").rows["where"] == {"role": "student"}
    assert made.of("staff").rows["where"] == {"role": ["admin", "teacher"]}
    assert value(made, "marks", "date") == {"column": "heldOn", "format": "%d-%b-%y"}
    assert value(made, "marks", "status")["values"] == {
        "1": "present", "2": "absent", "3": "late", "4": "excused",
    }  # fmt: skip
    assert (tables(made)["enrollments"], tables(made)["courses"]) == ("classUsers", "classes")
    assert value(made, "course_staff", "staff") == "teacherId"


def test_shop_has_no_attendance():
    with pytest.raises(NothingFound, match="I find no attendance in this database"):
        guessed("shop")


def test_empty_database_has_no_attendance():
    with pytest.raises(NothingFound):
        guess([], "empty")


@pytest.mark.parametrize("name", ["escuela", "schule", "wp_club", "hagwon_roman", "campus"])
def test_written_map_says_what_was_guessed(name):
    made = guessed(name)
    written = tomllib.loads(write_map(made))
    assert written["version"] == 1
    for found in made.found:
        said = written[found.target]
        assert said["table"] == found.rows["table"]
        for field, choice in found.fields.items():
            assert said[field] == choice.best.value
    assert as_data(made)["targets"][0]["fields"].keys() == made.found[0].fields.keys()


WIDE = """
CREATE TABLE pupils (no INTEGER PRIMARY KEY, name VARCHAR(30), class VARCHAR(5));
INSERT INTO pupils VALUES
(11,'Ann Bell','A'),(12,'Bob Carr','A'),(13,'Cid Dorn','B'),(14,'Dee Ely','B');
CREATE TABLE att_A (pupil INTEGER PRIMARY KEY, d20250303 CHAR(1),
  d20250304 CHAR(1), d20250305 CHAR(1));
INSERT INTO att_A VALUES (11,'P','A','P'),(12,'P','P','L');
CREATE TABLE att_B (pupil INTEGER PRIMARY KEY, d20250303 CHAR(1),
  d20250304 CHAR(1), d20250305 CHAR(1));
INSERT INTO att_B VALUES (13,'P','P','P'),(14,'A','P','P');
"""


def test_a_table_per_class_with_a_column_per_day():
    made = guess(tables_of(WIDE), "wide")
    marks = made.of("marks").rows
    assert (marks["table"], marks["columns"]) == ("att_{part}", "d{day}")
    assert value(made, "marks", "date") == {"column": "day", "format": "%Y%m%d"}
    assert value(made, "marks", "student") == "pupil"
    assert value(made, "marks", "status")["column"] == "cell"


DAILY = """
CREATE TABLE students (id INTEGER PRIMARY KEY, student_name VARCHAR(40), day DATE,
  status VARCHAR(10));
INSERT INTO students VALUES
(1,'Ann Bell','2025-03-03','present'),(2,'Bob Carr','2025-03-03','absent'),
(3,'Ann Bell','2025-03-04','present'),(4,'Bob Carr','2025-03-04','late'),
(5,'Ann Bell','2025-03-05','present'),(6,'Bob Carr','2025-03-05','present');
"""


def test_one_row_per_person_and_day_in_the_only_table():
    made = guess(tables_of(DAILY), "daily")
    students = made.of("students").rows
    assert (students["key"], students["distinct"]) == ("student_name", True)
    assert value(made, "marks", "student") == "student_name"
    assert value(made, "marks", "date") == "day"
