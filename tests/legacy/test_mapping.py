"""The map file, and what is said of a wrong one."""

import re

import pytest
from django.utils import translation

from legacy.errors import BridgeError
from legacy.mapping import parse_map

STUDENTS = 'version = 1\n[students]\ntable = "hakseng"\nname = "irum"\n'


def test_parse_map_of_the_sample(settings):
    plan = parse_map((settings.BASE_DIR / "legacy/sample/legacy.toml").read_text())
    assert plan.name == "sample"
    assert [one.table for one in plan.sources("marks")] == ["chulgyul"]
    assert plan.sources("lessons")[0].values["date"].names == ("nalja",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "The map is no TOML"),
        ("[students]", "must begin with `version = 1`"),
        ("version = 1", "The map fills no target"),
        ("version = 1\n[pupils]\ntable = 'x'", "no such target; there are staff"),
        ("version = 1\n[students]\nname = 'irum'", "needs a table"),
        (STUDENTS.replace("hakseng", "pupil"), "has no table 'pupil'"),
        (STUDENTS.replace("hakseng", "{a}{b}{c}{d}{e}"), "more than 4 names in braces"),
        (STUDENTS.replace("hakseng", "h{a b}"), "each name in braces is one word"),
        (STUDENTS.replace("hakseng", "{a}_{a}"), "each name in braces is one word"),
        (STUDENTS + 'columns = "d{1}"', "each name in braces is one word"),
        (STUDENTS.replace("irum", "name"), "no column 'name'"),
        (STUDENTS + 'nick = "irum"', "no such field 'nick'"),
        (STUDENTS.replace('name = "irum"', ""), "needs name"),
        (STUDENTS + 'key = "no"', "no column 'no'"),
        (STUDENTS + "where = { no = 1 }", "no column 'no'"),
        (STUDENTS + "where = 3", "where: is not what it should be"),
        (STUDENTS + "join = { x = { table = 'y', match = 'a', by = 'irum' } }", "no table 'y'"),
        (STUDENTS + "join = { x = { table = 'kangsa' } }", "has table, match and by"),
        (STUDENTS + '[source]\ntitle = "x"', "has only a name"),
        ('version = 1\nstudents = "hakseng"', "must be a table"),
        (STUDENTS + 'punches = { at = "irum", by = [], start = 5 }', "start: must be a column"),
    ],
)
def test_parse_map_wrong(text, message):
    with pytest.raises(BridgeError, match=message) as raised:
        parse_map(text)
    assert is_korean(raised.value)


def is_korean(error):
    """Whether what is said of a map is said in Korean to those who read that."""
    with translation.override("ko"):
        return re.search("[가-힣]", error.said.translated()) is not None


def test_parse_map_choice_that_is_none():
    text = """
version = 1
[staff]
table = "kangsa"
username = "ks_id"
name = "irum"
role = { column = "gwonhan", values = { 1 = "boss" } }
"""
    with pytest.raises(BridgeError, match="'boss' is none of administrator"):
        parse_map(text)


def test_parse_map_several_sources_of_one_target():
    text = (
        STUDENTS.replace("[students]", "[[students]]")
        + '[[students]]\ntable = "kangsa"\nname = "irum"\n'
    )
    assert [one.table for one in parse_map(text).sources("students")] == ["hakseng", "kangsa"]


WHOLE = """version = 1

[source]
name = "sample"

[students]
table = "hakseng"
name = "irum"

[[marks]]
table = "chulgyul"
student = { column = "hs_login", to = "hs_login" }
course = "kj_code"
date = "nalja"
join = { k = { table = "kangjwa", match = "kj_code", by = "kj_code" } }

[marks.status]
column = "gubun"

[marks.status.values]
O = "present"
L = "late"

[[marks]]
table = "sueop"
student = "kj_code"
status = { value = "present" }
"""


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("[students]", "[studens]", "line 6, [studens]: no such target; there are staff, students"),
        ('"hakseng"', '"haksen"', "line 7, [students]: the old database has no table 'haksen'"),
        ('"hakseng"', '"haksen"', "did you mean 'hakseng'?"),
        ('"nalja"', '"naljja"', "no column 'naljja'; did you mean 'nalja'?"),
        ('"nalja"', '"naljja"', "old.toml, line 14, [marks] date: "),
        ("date =", "dates =", "line 14, [marks]: no such field 'dates'; "),
        ("date =", "dates =", "did you mean 'date'?"),
        ('L = "late"', 'L = "lates"', "line 22, [marks] status: 'lates' is none of present"),
        ('column = "gubun"', 'colum = "gubun"', "line 18, [marks] status: 'colum' means nothing"),
        (
            'column = "gubun"',
            'column = "gubn"',
            "line 18, [marks] status: the table 'chulgyul' has",
        ),
        ('match = "kj_code"', 'match = "kjcode"', "line 15, [marks] join k: the table 'kangjwa'"),
        ('"sueop"', '"suop"', "line 25, [marks]: the old database has no table 'suop'; did you"),
        ('student = "kj_code"', "", "line 24, [marks]: needs student"),
        ('[[marks]]\ntable = "sueop', '[marks]\ntable = "sueop', "written [[so]] each time"),
        ("[students]", "[marks]", "(at line 10, column 8); a target of several tables is written"),
        ('"irum"', '"irum"\nname = "irum"', "(at line 9, column 14); it is said twice"),
        ('"sueop"\n', '"chulgyul"\n', "line 24, [marks]: two of them take the same rows of "),
        ("O = ", "O ", "The map is no TOML: Expected '=' after a key"),
        ("O = ", "O ", "(at line 21, column 3)"),
    ],
)
def test_parse_map_says_the_line_and_what_was_meant(said, instead, message):
    with pytest.raises(BridgeError) as raised:
        parse_map(WHOLE.replace(said, instead), "old.toml")
    assert message in str(raised.value)
    assert str(raised.value).startswith("old.toml, ")


TWO = """
version = 1

[[guardians]]
table = "hakseng"
student = "hs_bunho"
{}

[[guardians]]
table = "hakseng"
student = "hs_bunho"
{}
"""


@pytest.mark.parametrize(
    ("one", "other", "is_taken_twice"),
    [
        ("", "", True),
        ('phone = "bohoja_jeonhwa"', 'phone = "jeonhwa"', True),
        ("", 'key = "hs_bunho"', True),
        ("", 'key = ["hs_bunho", "jeonhwa"]', False),
        ("", 'where = { sangtae = "재원" }', True),
        ('where = { sangtae = "재원" }', 'where = { sangtae = "퇴원" }', False),
        ('where = { sangtae = ["재원", "휴원"] }', 'where = { sangtae = ["휴원", "퇴원"] }', True),
        ('where = { bohoja = { not = "" } }', 'where = { jeonhwa = { not = "" } }', True),
        ('where = { bohoja = { not = "" } }', 'where = { bohoja = "" }', False),
        ('where = { bohoja = { not = "" } }', 'where = { bohoja = { not = "x" } }', True),
        ("where = { hs_bunho = { to = 4 } }", "where = { hs_bunho = { from = 5 } }", False),
        ("where = { hs_bunho = { to = 5 } }", "where = { hs_bunho = { from = 5 } }", True),
        ("where = { hs_bunho = { to = 5 } }", "where = { hs_bunho = [6, 5] }", True),
        ("where = { hs_bunho = { to = 5 } }", "where = { hs_bunho = 6 }", False),
        ("where = { hs_bunho = { to = 5 } }", 'where = { hs_bunho = "x" }', False),
    ],
)
def test_parse_map_of_two_that_take_the_same_rows(one, other, is_taken_twice):
    """The later would overwrite the earlier, and the next import do so again."""
    refused = _refused(TWO.format(one, other))
    said = (
        "line 9, [guardians]: two of them take the same rows of 'hakseng'; "
        "tell these apart by `where` of one column, or by `key`"
    )
    assert str(refused) == (said if is_taken_twice else "None")


WORDS = (
    "key", "distinct", "where", "join", "columns", "list", "punches", "unlisted", "table",
    "number", "birth_date",
)  # fmt: skip
ODD = (
    "3", "true", '""', "[]", "[3]", "{}", "{ a = 3 }", "{ column = 3 }", "{ columns = 3 }",
    '{ column = "irum", values = 3 }', '{ column = "irum", format = 3 }', "{ template = 3 }",
    '{ column = "irum", to = 3 }', "{ irum = { like = 3 } }", "2025-01-01",
    "{ k = { table = 3, match = 4, by = 5 } }", '{ at = "irum", by = 3 }',
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_parse_map_of_odd_values_is_a_map_or_one_line(word):
    """Whatever stands in a map, it is a map or an error that says where; never a traceback."""
    text = STUDENTS.replace('table = "hakseng"', "") if word == "table" else STUDENTS
    refused = [error for odd in ODD if (error := _refused(f"{text}{word} = {odd}\n"))]
    assert len(refused) > len(ODD) / 2
    assert [one for one in refused if not re.match(r"line \d, \[students\]", str(one))] == []
    assert [one for one in refused if not is_korean(one)] == []


def _refused(text):
    """The error of a map that is refused; None where it is taken."""
    try:
        parse_map(text)
    except BridgeError as error:
        return error
    return None
