"""Copies of old rows that imports keep: rows that were rejected, in the database and as files, and
what rows were before a run changed them."""

import datetime

from django.conf import settings
from django.utils import timezone

from legacy.models import Change, Reject, Run

BATCH = 5_000


class OldRows:
    """Those of imports that began more than `days` days ago."""

    def __init__(self, days):
        self.before = timezone.now() - datetime.timedelta(days=days)
        self.runs = list(
            Run.objects.filter(started_at__lt=self.before).values_list("pk", flat=True)
        )

    def count(self):
        """How many rows and files there are."""
        return sum(rows.count() for rows in self._rows()) + len(self._files())

    def remove(self):
        """Removes them, a batch at a time; returns how many. Such an import cannot give changed
        rows their old values back any more."""
        number = 0
        for rows in self._rows():
            while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
                number += rows.model.objects.filter(pk__in=pks).delete()[0]
        for file in self._files():
            file.unlink(missing_ok=True)
            number += 1
        return number

    def _rows(self):
        return [model.objects.filter(run__in=self.runs) for model in (Reject, Change)]

    def _files(self):
        folder = settings.VAR_DIR / "rejects"
        ended = self.before.timestamp()
        return [one for one in sorted(folder.glob("*.csv")) if one.stat().st_mtime < ended]
