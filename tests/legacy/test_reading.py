"""The shapes in which attendance is kept, made into rows."""

import datetime

import pytest

from legacy import punches, reading
from legacy.mapping import Source
from legacy.placeholders import pattern
from legacy.punches import first_punches
from legacy.reading import Row, _steps, count_rows, is_named_once, read_rows


def steps(values, **given):
    """The rows that one row becomes, as (parts, values)."""
    source = Source("marks", "t", {}, **given)
    row = Row("t", ("1",), "t:1", values)
    return [(one.parts, one.values) for one in _steps(source, row)]


def test_columns_by_pattern_give_a_row_per_filled_cell():
    rows = steps({"no": 1, "d1": "O", "d2": "", "d3": None, "d31": "X"}, columns="d{day}")
    assert [(parts, one["day"], one["cell"]) for parts, one in rows] == [
        (("1", "d1"), "1", "O"),
        (("1", "d31"), "31", "X"),
    ]


def test_columns_by_list_give_what_the_map_says_of_each():
    rows = steps({"l1": "O", "l2": "X"}, columns={"l2": {"date": "2025-03-02", "period": 2}})
    assert [(one["date"], one["period"], one["cell"]) for _, one in rows] == [
        ("2025-03-02", 2, "X")
    ]


@pytest.mark.parametrize(
    ("cell", "spec", "items"),
    [
        ("[3, 5, 3]", {"column": "present"}, ["3", "5"]),
        ("3;5", {"column": "present", "separator": ";"}, ["3", "5"]),
        ("[]", {"column": "present"}, []),
        (None, {"column": "present"}, []),
        ("no list", {"column": "present"}, ["no list"]),
    ],
)
def test_list_gives_a_row_per_item(cell, spec, items):
    assert [one["item"] for _, one in steps({"present": cell}, list=spec)] == items


def punch(number, person, moment, direction=0):
    values = {"card": person, "ts": moment, "direction": direction}
    return Row("gate", (str(number),), f"gate:{number}", values)


@pytest.mark.parametrize("lot", [1, 2, 2000])
def test_punches_give_the_first_of_each_day(monkeypatch, lot):
    monkeypatch.setattr(punches, "LOT", lot)
    nine = datetime.datetime(2025, 3, 3, 9, 0)
    minute = datetime.timedelta(minutes=1)
    rows = [
        punch(1, "A", nine + 14 * minute),
        punch(2, "A", nine + 12 * minute),
        punch(3, "A", nine - 60 * minute, direction=1),
        punch(4, "B", nine + 10 * minute),
        punch(5, "B", nine + datetime.timedelta(days=1)),
        punch(6, "C", "rubbish"),
    ]
    spec = {
        "at": "ts",
        "by": ["card"],
        "only": {"direction": 0},
        "start": {"value": "09:00"},
        "grace": 10,
    }
    made = [
        (one.parts, one.values["cell"], one.values["minutes"]) for one in first_punches(spec, rows)
    ]
    assert made == [
        (("A", "2025-03-03"), "late", 12),
        (("B", "2025-03-03"), "present", None),
        (("B", "2025-03-04"), "present", None),
    ]


def test_pattern_names_the_parts_of_a_table():
    assert pattern("출석_{year}_{month}").fullmatch("출석_2025_03").groupdict() == {
        "year": "2025",
        "month": "03",
    }


@pytest.mark.django_db(databases=["default", "legacy"])
def test_read_rows_pages_through_a_composite_key():
    source = Source("enrollments", "sugang", {})
    rows = list(read_rows(source))
    assert len(rows) == count_rows(source) == len({row.parts for row in rows})


@pytest.mark.django_db(databases=["default", "legacy"])
def test_read_rows_of_a_table_without_a_key():
    source = Source("marks", "jeopsok_log", {})
    assert len(list(read_rows(source))) == count_rows(source)


@pytest.mark.django_db(databases=["default", "legacy"])
def test_read_rows_where():
    rows = list(read_rows(Source("staff", "kangsa", {}, where={"gwonhan": [5, 9]})))
    assert {row.values["gwonhan"] for row in rows} == {5, 9}


@pytest.mark.django_db(databases=["default", "legacy"])
def test_read_rows_distinct_by_another_key(monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 7)
    source = Source("courses", "siganpyo", {}, key=("kj_code",), distinct=True)
    rows = list(read_rows(source))
    assert len(rows) == len({row.values["kj_code"] for row in rows}) < count_rows(source)
    first = {}
    for row in read_rows(Source("courses", "siganpyo", {})):
        first.setdefault(row.values["kj_code"], row.values)
    assert [row.values for row in rows] == list(first.values())


@pytest.mark.django_db(databases=["default", "legacy"])
def test_read_rows_limit():
    assert len(list(read_rows(Source("marks", "chulgyul", {}), limit=7))) == 7


@pytest.mark.parametrize(
    ("table", "options", "once"),
    [
        ("chulgyul", {}, True),
        ("sugang", {}, True),
        ("jeopsok_log", {}, False),
        ("chulgyul", {"key": ("hs_login",)}, False),
        ("chulgyul", {"list": {"column": "bigo"}}, False),
    ],
)
def test_is_named_once_where_the_old_server_sees_to_it(table, options, once):
    assert is_named_once(Source("marks", table, {}, **options)) == once
