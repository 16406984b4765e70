"""Finds the students that a file means."""

from collections import defaultdict

from legacy.values import fold
from roster.models import FileImport, Student

By = FileImport.MatchBy
NEEDED = {
    By.NUMBER: ("number",),
    By.NUMBER_AND_NAME: ("number", "name"),
    By.NAME_AND_BIRTH: ("name", "birth_date"),
    By.KEY: (),
}


class People:
    """All students, as they are when this is made, by what a file may say of them."""

    def __init__(self, match_by):
        self.match_by, self.names, self.births, self.numbers = match_by, {}, {}, {}
        self.by_number, self.by_digits, self.by_name = (defaultdict(list) for _ in range(3))
        rows = Student.objects.filter(merged_into=None)
        for pk, number, name, birth in rows.values_list("pk", "number", "name", "birth_date"):
            self.names[pk], self.births[pk], self.numbers[pk] = name, birth, number
            if number:
                self.by_number[number].append(pk)
                self.by_digits[digits(number)].append(pk)
            self.by_name[fold(name)].append(pk)

    def find(self, values):
        """`(keys, notes, problem)`: the students that can be meant, reasons to be told, and a
        reason why it cannot be said (or None)."""
        if missing := [name for name in NEEDED[self.match_by] if name not in values]:
            return [], [], ["missing", {"field": missing[0]}]
        if self.match_by == By.KEY:
            return self._by_key(values)
        if self.match_by == By.NAME_AND_BIRTH:
            return self._by_name(values)
        return self._by_number(values)

    def _by_key(self, values):
        key = values.get("key")
        if key is not None and key not in self.names:
            return [], [], ["no_key", {"field": "key", "text": str(key)}]
        return [] if key is None else [key], [], None

    def _by_name(self, values):
        alike = self.by_name.get(fold(values["name"]), [])
        found = [pk for pk in alike if self.births[pk] == values["birth_date"]]
        if not found and any(self.births[pk] is None for pk in alike):
            return [], [], ["no_birth", {}]
        return found, [], None

    def _by_number(self, values):
        number = values["number"]
        found, notes = self.by_number.get(number, []), []
        if not found and (found := self.by_digits.get(digits(number), [])):
            notes = [["zeros", {"number": self.numbers[found[0]]}]]
        if self.match_by == By.NUMBER_AND_NAME:
            named = [pk for pk in found if fold(self.names[pk]) == fold(values["name"])]
            if found and not named:
                notes = [["number_taken", {}]]
            found = named
        return found, notes, None


def digits(number):
    """A student number without the zeros that Excel drops."""
    return (number.lstrip("0") or "0") if number.isdecimal() else number
