"""Named queries over alerts and the outbox."""

import datetime

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

UNCLEAR_AFTER = datetime.timedelta(minutes=15)
STUCK_AFTER = datetime.timedelta(hours=1)
LONGEST_WAIT = datetime.timedelta(days=2)  # a longer one is from a clock that was set back since


class AlertRuleQuerySet(models.QuerySet):
    """Chainable queries over rules."""

    def active(self):
        return self.filter(is_active=True)


class AlertQuerySet(models.QuerySet):
    """Chainable queries over what rules have found."""

    def lasting(self):
        """Those whose state has not ended."""
        return self.filter(ended_at=None)

    def for_list(self):
        """With all that the list shows."""
        related = self.select_related("rule", "student", "course")
        return related.prefetch_related("messages__guardian", "messages__user")


class AlertMessageQuerySet(models.QuerySet):
    """Chainable queries over the outbox."""

    def due(self):
        """Those that can be tried now, the oldest first."""
        now = timezone.now()
        later = Q(try_at__gt=now, try_at__lte=now + LONGEST_WAIT)
        return self.filter(~later, state="waiting").order_by("try_at", "pk")

    def unclear(self):
        """Those of which nobody knows whether they went: their sender died on the way."""
        return self.filter(state="sending", claimed_at__lt=timezone.now() - UNCLEAR_AFTER)

    def stuck(self):
        """Those that should have been tried an hour ago."""
        return self.filter(state="waiting", try_at__lt=timezone.now() - STUCK_AFTER)

    def repeatable(self):
        """Those that a person may have sent again."""
        return self.filter(pk__in=self.unclear().values("pk")) | self.filter(state="failed")

    def counts(self):
        """`{"waiting": …, "unclear": …, "failed": …}` in one query, which does not read those that
        went."""
        unclear = Q(state="sending", claimed_at__lt=timezone.now() - UNCLEAR_AFTER)
        unsent = self.filter(state__in=("waiting", "sending", "failed"))
        return unsent.order_by().aggregate(
            waiting=Count("pk", filter=Q(state="waiting")),
            unclear=Count("pk", filter=unclear),
            failed=Count("pk", filter=Q(state="failed")),
        )
