"""No cell of an export is taken for a formula, and no value is changed without need."""

import csv
import io
from types import SimpleNamespace

import pytest

from legacy.spreadsheets import harmless
from roster.exporting.changes import Change, Export
from roster.exporting.statements import as_csv


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example")',
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "--1",
        "-1e5",
        "+82 10-1234-5678",
    ],
)
def test_formula_becomes_a_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "김하나", "-", "+", "@", "-1", "+3", "-0.5", "-0,5", "010-1234", "a=b", "'=1"]
)
def test_anything_else_stays(cell):
    assert harmless(cell) == cell


def test_marks_as_csv_have_no_formula():
    change = Change("update", "=table", {"+memo": "=1+1", "code": "-"}, {"id": 7})
    left = (SimpleNamespace(lesson="@lesson"), "=reason")
    text = as_csv(Export([change], [left])).removeprefix("\ufeff")
    head, line, out = csv.reader(io.StringIO(text))
    assert head == ["action", "table", "reason", "key.id", "'+memo", "code"]
    assert line == ["update", "'=table", "", "7", "'=1+1", "-"]
    assert [out[0], out[1][:8], out[2]] == ["left out", "'@lesson", "'=reason"]
