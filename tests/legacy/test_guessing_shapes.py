"""Further shapes of small databases, each said by a few facts of the map."""

import pytest

from legacy.guessing.guess import guess
from tests.legacy.guessing_tables import case, tables_of, value

FACTS = {
    "profiles": {
        ("students", "name"): ["accounts.first_name", "accounts.last_name"],
        ("staff", "username"): "accounts.username",
        ("courses", "name"): ["courses.title", "label"],
        ("course_staff", "staff"): "teacher_id",
        ("lessons", "course"): "section_id",
        ("marks", "lesson"): "session_id",
        ("marks", "status"): {"column": "is_present", "values": {"1": "present", "0": "absent"}},
    },
    "korean_names": {
        ("students", "name"): "성명",
        ("students", "number"): "회원번호",
        ("students", "birth_date"): {"column": "생년월일", "format": "%Y%m%d"},
        ("guardians", "phone"): "보호자연락처",
        ("courses", "name"): "반명",
        ("marks", "date"): {"column": "출석일자", "format": "%Y.%m.%d"},
        ("marks", "course"): "회원.반코드",
    },
    "month_rows": {
        ("marks", "student"): "sid",
        ("marks", "date"): {"template": "{ym}-{day}", "format": "%Y-%m-%d"},
        ("marks", "course"): "student.grp",
    },
    "names_list": {
        ("students", "name"): "name",
        ("lessons", "date"): "dt",
        ("marks", "student"): "item",
        ("marks", "status"): {"value": "present"},
    },
    "french": {
        ("students", "name"): ["prenom", "nom"],
        ("lessons", "starts_at"): "heure_debut",
        ("marks", "lesson"): "id_cours",
        ("courses", "name"): "libelle",
    },
    "log_only": {
        ("students", "name"): "student_name",
        ("courses", "name"): "class",
        ("marks", "date"): {"column": "date", "format": "%m/%d/%Y"},
    },
    "per_student": {
        ("marks", "student"): "number",
        ("marks", "date"): "day",
        ("marks", "course"): "pupil.klass",
    },
    "exceptions": {
        ("students", "name"): "kid",
        ("marks", "status"): {
            "column": "code",
            "values": {"A": "absent", "L": "late", "E": "excused"},
        },
    },
}


@pytest.mark.parametrize("name", FACTS)
def test_guess_of(name):
    made = guess(case(name), name)
    said = {place: value(made, *place) for place in FACTS[name]}
    assert said == FACTS[name]


def test_list_of_names_has_its_separator_and_what_is_implied():
    rows = guess(case("names_list"), "names_list").of("marks").rows
    assert (rows["list"], rows["unlisted"]) == (
        {"column": "attendees", "separator": ","},
        "absent",
    )


def test_table_of_users_lends_names_by_a_join():
    rows = guess(case("profiles"), "profiles").of("students").rows
    assert rows["join"] == {"accounts": {"table": "accounts", "match": "id", "by": "account_id"}}


PUNCHES = """
CREATE TABLE member (card CHAR(4) PRIMARY KEY, name VARCHAR(30), team VARCHAR(10));
INSERT INTO member VALUES ('K001','Ann Bell','Day'),('K002','Bob Carr','Day'),
('K003','Cid Dorn','Night');
CREATE TABLE gate (card CHAR(4), at DATETIME, io VARCHAR(3));
INSERT INTO gate VALUES
"""


def test_punches_start_when_most_have_come():
    rows = [
        f"('K00{n}','2025-03-{day:02d} {hour:02d}:{minute:02d}:00','{io}')"
        for day in range(3, 13)
        for n, hour in ((1, 8), (2, 8), (3, 18))
        for hour, minute, io in ((hour, 50 + n, "in"), (hour + 3, 5, "out"))
    ]
    made = guess(tables_of(PUNCHES + ",".join(rows)), "gate")
    spec = made.of("marks").rows["punches"]
    assert (spec["at"], spec["by"], spec["only"]) == ("at", ["card"], {"io": "in"})
    assert spec["start"].best.value == {
        "column": "member.team",
        "values": {"Day": "09:00", "Night": "19:00"},
        "default": "09:00",
    }
    assert [question.number for question in made.questions] == [True]
