"""Asks a person what the data cannot show."""

from legacy.guessing.columns import Option
from legacy.guessing.writing import comment, toml


def ask(questions, read, write):
    """Puts each Question to a person; `read(prompt)` returns a line, `write(text)` shows one.

    An empty line keeps what is there. What was answered is certain, and is not asked again.
    """
    for question in list(questions):
        answered = (
            _number(question, read, write) if question.number else _option(question, read, write)
        )
        if answered:
            questions.remove(question)


def _number(question, read, write):
    write(comment(question.text))
    while True:
        answer = read(f"  [{question.choice.best.value}] ").strip()
        if answer == "":
            return False
        if answer.isdecimal() and int(answer) < 24 * 60:
            question.choice.options = [Option(int(answer), "as you said", 1.0)]
            return True
        write("  a number of minutes, please")


def _option(question, read, write):
    options = question.choice.options
    write(comment(question.text))
    for number, option in enumerate(options, 1):
        write(f"  {number}: {toml(option.value)}  ({comment(option.reason)})")
    while True:
        answer = read("  [1] ").strip()
        if answer == "":
            return False
        if answer.isdecimal() and 1 <= int(answer) <= len(options):
            question.choice.take(int(answer) - 1)
            chosen = question.choice.best
            question.choice.options[0] = Option(chosen.value, "as you said", 1.0)
            return True
        write(f"  a number from 1 to {len(options)}, please")
