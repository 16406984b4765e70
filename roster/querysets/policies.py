"""Named queries over policies."""

from django.db import models
from django.db.models import F, Q

from roster.querysets.dates import covers


class PolicyQuerySet(models.QuerySet):
    """Chainable queries over the rules of counting and locking."""

    def valid(self, course, date):
        """Those that hold for `course` on `date`, the one that counts first: the course's own
        before the site's, and of several the one that begins last."""
        return self.filter(Q(course=course) | Q(course=None), covers(date)).order_by(
            F("course").desc(nulls_last=True), F("starts_on").desc(nulls_last=True), "-pk"
        )
