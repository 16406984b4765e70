"""Named queries over what people ask of each other."""

from django.db import models

from roster.querysets.dates import covers


class UnlockRequestQuerySet(models.QuerySet):
    """Chainable queries over requests to unlock a lesson."""

    def open(self):
        """Those that nobody has decided."""
        return self.filter(decided_at=None)


class AbsenceNoticeQuerySet(models.QuerySet):
    """Chainable queries over announced absences."""

    def on(self, date):
        """Those that hold on `date` (a date or an expression)."""
        return self.filter(covers(date), withdrawn_at=None)
