"""Named queries over photos and papers."""

from django.db import models
from django.db.models import Q


class AttachmentQuerySet(models.QuerySet):
    """Chainable queries over attachments."""

    def kept(self):
        """Those that were not taken away."""
        return self.filter(removed_at=None)

    def visible_to(self, user):
        """Those of the marks and excuses that `user` sees."""
        from roster.models import Excuse, Mark

        marks = Mark.objects.visible_to(user).values("pk")
        excuses = Excuse.objects.visible_to(user).values("pk")
        return self.filter(Q(mark__in=marks) | Q(excuse__in=excuses))
