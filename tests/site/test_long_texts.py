"""Texts that are made to keep a regular expression busy for hours are read at once."""

import pytest

from legacy.map_lines import HEADER
from legacy.surveying import COMMENT
from roster.files.dates import NoDate, is_ambiguous, read_date

pytestmark = pytest.mark.timeout(120)  # these would take hours, and not a moment longer


@pytest.mark.parametrize(
    "text", ["a" + " \n" * 1_000, "T \n" * 700, "2026.3.1" + " " * 2_000 + "x"]
)
def test_cell_of_blanks_is_no_date(text):
    with pytest.raises(NoDate):
        read_date(text)
    assert not is_ambiguous(text)


def test_line_of_blanks_is_no_header_of_a_map():
    assert HEADER.match("[" + "\t" * 20_000) is None
    assert HEADER.match(" [[ students ]]  # who comes")[1].strip() == "students"


def test_line_of_blanks_in_a_dump_is_told_from_a_comment():
    assert COMMENT.match(b" " * 200_000 + b"x") is None
    assert [bool(COMMENT.match(line)) for line in (b"-- x\n", b" # x \n", b" \n", b"x -- x\n")] == [
        True, True, True, False,
    ]  # fmt: skip
