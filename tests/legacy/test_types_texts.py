"""Which bytes a broken text is made of, and how it is read."""

import pytest

from legacy.fields.texts import broken, repaired
from legacy.inspection.encodings import decided, tally

NAMES = ("김철수", "박영희 (2반)", "똠방각하", "이민호")


def as_latin1(text, encoding):
    """What MySQL gives for bytes of `encoding` in a column of latin1."""
    return broken(text, encoding)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_broken_text_is_told_and_repaired(encoding):
    values = [as_latin1(name, encoding) for name in NAMES]
    assert all(value != name for value, name in zip(values, NAMES, strict=True))
    assert decided(tally(values)) == encoding
    assert [repaired(value, encoding) for value in values] == list(NAMES)


def test_mixed_text_is_repaired_value_by_value():
    values = [as_latin1("김철수", "cp949"), as_latin1("김철수", "utf-8"), "김철수", "Kim"]
    assert decided(tally(values)) == "mixed"
    assert {repaired(value, "mixed") for value in values} == {"김철수", "Kim"}


@pytest.mark.parametrize(
    "values",
    [
        ["José Núñez", "Müller", "Zoë", "Ça va", "Ærø", "naïve"],
        ["김철수", "박영희"],
        ["plain", "", None, 7],
        ["½", "£5", "25°", "é"],
    ],
)
def test_text_that_is_whole_is_left(values):
    counts = tally(values)
    assert decided(counts) is None
    assert (counts["utf-8"], counts["cp949"]) == (0, 0)


def test_column_of_several_minds_is_not_decided():
    values = [as_latin1("김철수", "cp949"), "José", "Müller", "Núñez"]
    counts = tally(values)
    assert (decided(counts), counts) == (None, {"utf-8": 0, "cp949": 1, "other": 3})


def test_value_that_does_not_fit_is_left_as_it_is():
    assert repaired("José", "cp949") == "José"
    assert repaired("김 José", "utf-8") == "김 José"
