"""Named queries over terms and the steps of the year's turn."""

from django.db import models
from django.db.models import Count, Q


class TermQuerySet(models.QuerySet):
    """Chainable queries over terms."""

    def current(self, present=None):
        """Without the archived ones, but for the one with the key `present`."""
        return self.filter(Q(archived_at=None) | Q(pk=present))

    def with_course_counts(self):
        """Adds `number`: how many courses each has; the latest term first."""
        return self.annotate(number=Count("courses")).order_by("-starts_on", "name", "pk")


class TurnQuerySet(models.QuerySet):
    """Chainable queries over the steps of the year's turn."""

    def standing(self):
        """Those that nobody has taken back, the latest first."""
        return self.filter(undone_at=None).order_by("-pk")
