"""The map file, and what is said of a wrong one."""

import pytest

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
        (STUDENTS.replace("irum", "name"), "no column 'name'"),
        (STUDENTS + 'nick = "irum"', "no such field 'nick'"),
        (STUDENTS.replace('name = "irum"', ""), "needs name"),
        (STUDENTS + 'key = "no"', "no column 'no'"),
        (STUDENTS + "where = { no = 1 }", "no column 'no'"),
        (STUDENTS + "where = 3", "where is not what it should be"),
        (STUDENTS + "join = { x = { table = 'y', match = 'a', by = 'irum' } }", "no table 'y'"),
        (STUDENTS + "join = { x = { table = 'kangsa' } }", "has table, match and by"),
        (STUDENTS + '[source]\ntitle = "x"', "has only a name"),
        ('version = 1\nstudents = "hakseng"', "must be a table"),
    ],
)
def test_parse_map_wrong(text, message):
    with pytest.raises(BridgeError, match=message):
        parse_map(text)


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
