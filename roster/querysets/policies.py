"""Named queries over policies."""

from django.db import models
from django.db.models import F, Q

from roster.querysets.dates import covers, overlaps


class PolicyQuerySet(models.QuerySet):
    """Chainable queries over the rules of counting and locking."""

    def of_courses(self, courses):
        """The site's and those of `courses` (ids), in the order in which they count."""
        found = self.filter(Q(course__in=courses) | Q(course=None))
        return found.in_force_first()

    def between(self, first, last):
        """Those that hold on one of the days `first` … `last`."""
        return self.filter(overlaps(first, last))

    def in_force_first(self):
        """A course's own before the site's, and of several the one that begins last."""
        latest = F("starts_on").desc(nulls_last=True)
        return self.order_by(F("course").desc(nulls_last=True), latest, "-pk")

    def valid(self, course, date):
        """Those that hold for `course` on `date`, the one that counts first: the course's own
        before the site's, and of several the one that begins last."""
        return self.filter(Q(course=course) | Q(course=None), covers(date)).in_force_first()
