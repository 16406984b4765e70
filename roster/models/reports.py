"""Reports that somebody wants to see again."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedReport(models.Model):
    """A report under a name of one's own: `kind` is one of `reports.KINDS` (empty: the overview),
    `asked` what its address asks for. Nobody else sees it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_reports", editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(max_length=20, blank=True, editable=False)
    asked = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("saved report")
        verbose_name_plural = _("saved reports")
        ordering = ("name", "id")
        default_permissions = ()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        page = reverse("roster:report", args=[self.kind]) if self.kind else None
        return f"{page or reverse('roster:reports')}?{urlencode(self.asked)}"
