"""Reading forwards: what the importer would take a row for."""

from legacy.evaluation import Evaluator
from legacy.reading import Lent, Row
from legacy.targets import registry
from legacy.values import Rejected
from roster.exporting.changes import Unsayable


class Forwards:
    """The importer's own evaluation of rows of one source."""

    def __init__(self, plan, references, source):
        self.source = source
        self.evaluator = Evaluator(plan, references, registry["marks"], source)
        self.joins = [Lent(source, name, join) for name, join in source.join.items()]

    def read(self, values, table):
        """The importer's `{attribute: value}`; None where it would not take the row."""
        lent = {name: value for join in self.joins for name, value in join.to(values).items()}
        try:
            return self.evaluator.candidate(Row(table, (), "", {**values, **lent}), {}).values
        except Rejected:
            return None

    def check(self, mark, table, values, names):
        """Raises Unsayable where the importer would read something else than `mark` says of the
        attributes in `names`."""
        read = self.read(values, table)
        if read is None:
            raise Unsayable("the importer would not take the row")
        mine = said(mark)
        for name in names:
            if name in read and not is_same(name, read[name], mine[name]):
                raise Unsayable(f"the importer would read another {name.removesuffix('_id')}")


def said(mark):
    """What a mark says, by the importer's attributes."""
    lesson = mark.lesson
    return {
        "student_id": mark.student_id,
        "lesson_id": lesson.pk,
        "course_id": lesson.course_id,
        "date": lesson.date,
        "period": lesson.period,
        "starts_at": lesson.starts_at,
        "ends_at": lesson.ends_at,
        "status": mark.status and mark.status.code,
        "minutes": mark.minutes,
        "note": mark.note,
    }


def is_same(name, read, mine):
    """No minutes are none, whether empty or zero; so it is with notes."""
    return (read or None) == (mine or None) if name in {"minutes", "note"} else read == mine
