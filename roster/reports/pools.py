"""Rates of many students together: of a course, a day of the week, a teacher, the whole site."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from roster.rates import RULE_OF_KIND, Rate
from roster.weights import added_up, tallies


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report groups lessons by; the two flags are those of `LessonQuerySet.with_place`, and
    false where nobody asked for them."""

    date: date
    course: int
    period: int | None
    is_first: bool = False
    is_last: bool = False


class Pool:
    """The counted marks of a Scope, tallied by lesson in one pass over them; `lessons` is
    `{lesson id: Facts}` of those that have any.

    A Rate of many is made like that of one: all weights together, less one unit for every N lates
    of the same student in the same course, by all that is counted.
    """

    def __init__(self, scope, with_places=False):
        counting = scope.policies, scope.throughout()
        self.rows = list(tallies(scope.marks(), ("lesson",), *counting))
        has_rule = any(p.lates_per_absence or p.leaves_per_absence for p in scope.policies)
        self.added_up = list(added_up(scope.marks(), *counting)) if has_rule else []
        lessons, names = scope.lessons(), ["pk", "date", "course", "period"]
        if with_places:
            lessons, names = lessons.with_place(), [*names, "is_first", "is_last"]
        found = {row["lesson"] for row in self.rows}
        facts = lessons.order_by().values_list(*names)
        self.lessons = {pk: Facts(*values) for pk, *values in facts if pk in found}

    def by(self, keys_of):
        """`{key: Rate}`; `keys_of` takes Facts and gives the keys under which they count."""
        keys = {pk: keys_of(facts) for pk, facts in self.lessons.items()}
        rates = {}
        for row in self.rows:
            for key in keys.get(row["lesson"], ()):
                rates.setdefault(key, Rate()).add(row)
        for key, number in self._deductions(keys).items():
            rates[key].deduction += number
        return rates

    @property
    def total(self):
        """The Rate of everything."""
        return self.by(lambda facts: [None]).get(None, Rate())

    def _deductions(self, keys):
        """`{key: units}`: what lates and early leaves of one student in one course add up to."""
        counts, deductions = Counter(), Counter()
        for row in self.added_up:
            course = self.lessons[row["lesson"]].course
            number = row[RULE_OF_KIND[row["effective"]]]
            alike = (row["student"], course, row["effective"], number)
            for key in keys.get(row["lesson"], ()):
                counts[key, alike] += row["marks"]
        for (key, alike), marks in counts.items():
            deductions[key] += marks // alike[-1]
        return deductions
