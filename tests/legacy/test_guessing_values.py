"""What single columns tell: dates, names, codes."""

import datetime

import pytest

from legacy.guessing.columns import Choice, Option
from legacy.guessing.evidence import Evidence
from legacy.guessing.meanings import Codes, meaning_of, understand
from legacy.guessing.patterns import date_reading, share
from legacy.guessing.profiles import Column, Table
from legacy.guessing.words import likeness, same_subject, tokens
from legacy.guessing.writing import comment, toml
from tests.legacy.guessing_tables import tables_of

STATUS = Evidence.target("record").recognition.clue("status")


def days(form):
    first = datetime.date(2025, 2, 20)
    return [(first + datetime.timedelta(days=n)).strftime(form) for n in range(30)]


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d.%m.%y", "%d-%b-%y", "%Y년 %m월 %d일"],
)
def test_date_reading_finds_the_format(form):
    reading = date_reading(days(form))
    assert (reading.formats, reading.share, reading.rivals) == ((form,), 1.0, ())


def test_date_reading_says_when_two_formats_read_as_well():
    reading = date_reading(["01/02/2025", "01/02/2025", "02/02/2025", "03/02/2025"] * 3)
    assert {*reading.formats, *reading.rivals} == {"%d/%m/%Y", "%m/%d/%Y"}


def test_date_reading_of_epoch_and_of_times():
    assert date_reading([1741000000, 1741086400]).formats == ("epoch",)
    assert date_reading(["2025-03-03 09:00:00", "2025-03-03 10:00:00"]).has_time
    assert not date_reading(["2025-03-03 00:00:00", "2025-03-04 00:00:00"]).has_time


@pytest.mark.parametrize("values", [["Sam", "Kim"], ["12", "7"], [], ["0000-00-00"]])
def test_date_reading_of_what_is_no_date(values):
    assert date_reading(values) is None


def test_share_of_names_of_persons():
    assert share("person", ["김민준", "이서연", "박도윤"]) == 1.0
    assert share("person", ["Ann Bell", "Bob Carr"]) == 1.0
    assert share("person", ["A-12", "B-13"]) == 0.0


def test_tokens_split_names_of_any_habit():
    assert tokens("classArmId") == ("class", "arm", "id")
    assert tokens("tbl_Año2024") == ("tbl", "ano", "2024")
    assert tokens("학생_번호") == ("학생", "번호")


@pytest.mark.parametrize(
    ("name", "words", "least", "most"),
    [
        ("chul_date", ("date",), 0.8, 1.0),
        ("dateTimeTaken", ("date",), 0.8, 1.0),
        ("update_flag", ("date",), 0.0, 0.7),
        ("mb_st", ("st",), 0.8, 1.0),
        ("stamp", ("st",), 0.0, 0.0),
        ("tblstudents", ("student",), 0.6, 0.9),
    ],
)
def test_likeness(name, words, least, most):
    assert least <= likeness((name,), words) <= most


@pytest.mark.parametrize(
    ("column", "table", "score"),
    [("stu_id", "student", 0.7), ("classId", "classes", 1.0), ("gyosi", "student", 0.0)],
)
def test_same_subject(column, table, score):
    assert same_subject(column, table) == score


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("출석", "present"), ("출석(구)", "present"), ("지각", "late"), ("무단결석", "absent"),
        ("인정결석", "excused"), ("병결", "excused"), ("결과", "missed"), ("조퇴", "left_early"),
        ("휴강", "cancelled"), ("Late ", "late"), ("unexcused", "absent"), ("EXCUSED", "excused"),
        ("ONLEAVE", "excused"), ("○", "present"), ("×", "absent"), ("△", "late"),
        ("falta", "absent"),
        ("entschuldigt", "excused"), ("unentschuldigt", "absent"), ("Tardy", "late"),
    ],
)  # fmt: skip
def test_meaning_of_words(said, word):
    assert meaning_of(said, STATUS.meanings)[0] == word


def test_meaning_of_nonsense_is_none():
    assert meaning_of("?", STATUS.meanings) is None
    assert meaning_of("7", STATUS.meanings) is None


def column(values, name="status", comment=""):
    table = Table("t", None, "", len(values), True)
    table.columns[name] = Column(table, name, "text", values, comment)
    return table.columns[name]


def test_understand_by_the_comment():
    codes = column(["1", "2", "1", "3", "1"], comment="1:출석 2:지각 3:결석")
    meaning = understand(codes, STATUS, Codes([]))
    assert meaning.values == {"1": "present", "2": "late", "3": "absent"}


def test_understand_yes_and_no_by_what_the_name_asks():
    came = understand(column(["1", "0", "1"], "present"), STATUS, Codes([]))
    away = understand(column(["1", "0", "0"], "is_absent"), STATUS, Codes([]))
    assert came.values == {"1": "present", "0": "absent"}
    assert away.values == {"1": "absent", "0": "present"}


def test_understand_doubts_a_zero_that_most_rows_have():
    meaning = understand(column(["0"] * 19 + ["1"]), STATUS, Codes([]))
    assert meaning.doubt == "most rows say no: is it the other way round?"


def test_codes_of_a_table_with_groups():
    sql = """
    CREATE TABLE code (grp TEXT, cd TEXT, nm TEXT, PRIMARY KEY (grp, cd));
    INSERT INTO code VALUES ('A','0','출석'),('A','1','결석'),('B','0','남'),('B','1','여');
    """
    meaning = understand(column(["0", "0", "1"]), STATUS, Codes(tables_of(sql)))
    assert meaning.values == {"0": "present", "1": "absent"}
    assert meaning.reason == "the codes are listed in code.nm (a)"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a", '"a"'), (True, "true"), (3, "3"), (["a", "b"], '["a", "b"]'),
        ({"a-b": 1, "학년": "x"}, '{ a-b = 1, "학년" = "x" }'), ('say "hi"\n', '"say \\"hi\\"\\n"'),
        ({}, "{}"), ({"": "x"}, '{ "" = "x" }'),
    ],
)  # fmt: skip
def test_toml_of_values(given, written):
    assert toml(given) == written


def test_comment_is_one_line_and_masked():
    assert comment("a\n[students]\x00 b") == "a [students] b"
    assert comment("900101-1234567 was seen") == "900101-•••••• was seen"


def test_choice_is_open_where_two_are_as_good():
    close = Choice([Option("a", "", 0.7), Option("b", "", 0.68)])
    assert close.is_open
    close.take(1)
    assert [option.value for option in close.options] == ["b", "a"]
