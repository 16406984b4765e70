"""What is asked on a terminal, and what an answer changes."""

from legacy.errors import Said
from legacy.guessing.asking import ask
from legacy.guessing.columns import Choice, Option, one
from legacy.guessing.guess import Question


def answer(question, *lines):
    """Asks one question with these answers; returns (questions left, what was shown)."""
    questions, lines, shown = [question], list(lines), []
    ask(questions, lambda prompt: lines.pop(0) + "\n", shown.append)
    return questions, shown


def two():
    return Choice([Option("in_date", "its name", 0.7), Option("out_date", "its values", 0.7)])


def test_ask_takes_the_option_that_was_chosen():
    choice = two()
    left, shown = answer(Question(Said("Which?"), choice), "3", "x", "2")
    assert (left, choice.best.value, choice.best.confidence) == ([], "out_date", 1.0)
    assert [option.value for option in choice.options] == ["out_date", "in_date"]
    assert shown.count("  a number from 1 to 2, please") == 2


def test_ask_keeps_the_first_where_nothing_is_said():
    choice = two()
    left, _ = answer(Question(Said("Which?"), choice), "")
    assert (len(left), choice.best.value, choice.best.confidence) == (1, "in_date", 0.7)


def test_ask_for_a_number():
    choice = one(10, "the data cannot show it", 0.4)
    left, shown = answer(Question(Said("How many?"), choice, number=True), "soon", "15")
    assert (left, choice.best.value) == ([], 15)
    assert "  a number of minutes, please" in shown
