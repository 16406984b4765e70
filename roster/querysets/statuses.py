"""Named queries over status sets."""

from django.db import models
from django.db.models import Max, Q


class StatusSetQuerySet(models.QuerySet):
    """Chainable queries over status sets."""

    def selectable(self, present=None):
        """Those that a course may be given: not retired, or the one it has at `present`."""
        return self.filter(Q(retired_at=None) | Q(pk=present))


class ReasonQuerySet(models.QuerySet):
    """Chainable queries over reasons."""

    def of_student(self, student):
        """Those of the status sets of the student's courses that are not retired; of those with
        the same code in several sets the latest."""
        from roster.models import Enrollment

        stays = Enrollment.objects.filter(student=student, retired_at=None)
        sets = stays.values("course__status_set")
        reasons = self.filter(status_set__in=sets, retired_at=None).order_by()
        latest = reasons.values("code").annotate(latest=Max("pk")).values("latest")
        return self.filter(pk__in=latest).order_by("position", "pk")
