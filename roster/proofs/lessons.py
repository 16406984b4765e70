"""Lessons of an old table of lessons."""

from legacy.verifying.proof import Proof, proves
from roster.models import Lesson


@proves("lessons")
class LessonsProof(Proof):
    """Whether a lesson was cancelled is kept as the moment at which it would have begun."""

    columns = ("cancelled_at", "pk")

    def differences(self, values, row):
        cancelled = values.get("cancelled")
        wrong = super().differences(values, row)
        if cancelled is not None and cancelled != (row["cancelled_at"] is not None):
            wrong += ["cancelled"] if cancelled or _has_marks(row["pk"]) else []
        return wrong

    def strays(self):
        """Lessons of which only marks speak have no old row."""
        return super().strays().exclude(key__startswith="marks:")


def _has_marks(lesson):
    """Without marks it is the old marks that may say that it was cancelled."""
    return Lesson.objects.filter(pk=lesson).exclude(marks=None).exists()
