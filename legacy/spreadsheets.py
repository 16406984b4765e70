"""CSV for spreadsheets."""

import re

FORMULA = re.compile(r"[=+\-@\t\r\n]")
# A number is no formula, nor is a sign alone, with which many a school marks who was absent.
PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?|[=+\-@]")


def harmless(cell):
    """A text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not PLAIN.fullmatch(cell) else cell


class Echo:
    """A file for the csv module that gives each line back instead of keeping it."""

    def write(self, line):
        return line
