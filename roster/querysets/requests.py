"""Named queries over what people ask of each other."""

from django.db import models


class UnlockRequestQuerySet(models.QuerySet):
    """Chainable queries over requests to unlock a lesson."""

    def open(self):
        """Those that nobody has decided."""
        return self.filter(decided_at=None)
