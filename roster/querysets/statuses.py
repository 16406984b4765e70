"""Named queries over status sets."""

from django.db import models
from django.db.models import Q


class StatusSetQuerySet(models.QuerySet):
    """Chainable queries over status sets."""

    def selectable(self, present=None):
        """Those that a course may be given: not retired, or the one it has at `present`."""
        return self.filter(Q(retired_at=None) | Q(pk=present))
