"""Values of a map."""

import datetime
from decimal import Decimal

import pytest

from legacy.errors import BridgeError
from legacy.fields import Unreadable
from legacy.targets import Field
from legacy.values import Rejected, convert, fold, parse_value

DAY = datetime.date(2025, 9, 22)


def converted(given, row, kind="text", **options):
    """One value of a row, and what was noted."""
    spec, notes = parse_value(given, "here"), {}
    return convert(spec, spec.raw(row), Field("it", kind, **options), notes), notes


@pytest.mark.parametrize(
    ("given", "row", "expected"),
    [
        ("a", {"a": " x "}, "x"),
        (["a", "b"], {"a": "김", "b": "민수"}, "김 민수"),
        (["a", "b"], {"a": "김", "b": None}, "김"),
        ({"columns": ["a", "b"], "separator": "-"}, {"a": 1, "b": 2}, "1-2"),
        ({"value": "all"}, {}, "all"),
        ({"template": "{a}학년 {b}반"}, {"a": 3, "b": "가"}, "3학년 가반"),
        ({"column": "a", "values": {"1": "one"}}, {"a": 1}, "one"),
        ({"column": "a", "values": {"0": ""}}, {"a": 7}, "7"),
        ({"column": "a", "default": "none"}, {"a": ""}, "none"),
        ("a", {"a": None}, None),
        ("a", {"a": b"bytes"}, "bytes"),
    ],
)
def test_convert_text(given, row, expected):
    assert converted(given, row) == (expected, {})


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("22/09/2025", "%d/%m/%Y"),
        ("20250922", "%Y%m%d"),
        ("22-Sep-25", "%d-%b-%y"),
        ("2025-09-22", []),
        (DAY, []),
        (datetime.datetime(2025, 9, 22, 23, 59), []),
        (1758499200, "epoch"),
        (1758468600, "epoch"),  # half past midnight in Seoul, the day before in Greenwich
        (1758468600000, "epoch_ms"),
        ("9/22/2025", ["%d/%m/%Y", "%m/%d/%Y"]),
    ],
)
def test_convert_date(value, form):
    assert converted({"column": "a", "format": form}, {"a": value}, "date") == (DAY, {})


@pytest.mark.parametrize("value", [Unreadable("0000-00-00"), "31/31/2025", "soon"])
def test_convert_date_that_is_none_is_empty_and_noted(value):
    assert converted("a", {"a": value}, "date") == (None, {"no it": 1})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime.time(9, 5), datetime.time(9, 5)),
        ("09:05", datetime.time(9, 5)),
        (datetime.timedelta(hours=25, minutes=10), datetime.time(1, 10)),
        (datetime.datetime(2025, 1, 1, 9, 5), datetime.time(9, 5)),
    ],
)
def test_convert_time(value, expected):
    assert converted("a", {"a": value}, "time") == (expected, {})


def test_convert_time_far_off_is_noted():
    assert converted("a", {"a": datetime.timedelta(hours=-3)}, "time") == (None, {"no it": 1})


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", "12", 12),
        ("integer", Decimal("3.00"), 3),
        ("decimal", "1.50", Decimal("1.50")),
        ("boolean", "Y", True),
        ("boolean", 0, False),
    ],
)
def test_convert_numbers(kind, value, expected):
    assert converted("a", {"a": value}, kind) == (expected, {})


@pytest.mark.parametrize(("kind", "value"), [("integer", "1.5"), ("boolean", "perhaps")])
def test_convert_number_that_is_none_is_rejected(kind, value):
    with pytest.raises(Rejected, match=f"it is not a {kind}"):
        converted("a", {"a": value}, kind)


def test_convert_choice_ignores_case_and_blanks():
    given = {"column": "a", "values": {"Late": "late"}}
    assert converted(given, {"a": "LATE "}, "choice", choices=("late",)) == ("late", {})


@pytest.mark.parametrize("value", ["?", "", None])
def test_convert_choice_unknown_is_rejected(value):
    given = {"column": "a", "values": {"1": "late"}}
    with pytest.raises(Rejected, match="unknown code"):
        converted(given, {"a": value}, "choice", choices=("late",), required=True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, "must be a column"),
        ({"column": "a", "value": 1}, "needs exactly one of"),
        ([], "must be a column"),
    ],
)
def test_parse_value_wrong(given, message):
    with pytest.raises(BridgeError, match=message):
        parse_value(given, "here")


def test_fold_ignores_case_width_and_blanks():
    assert fold(" ＡＢＣ  Kim ") == "abc kim"
