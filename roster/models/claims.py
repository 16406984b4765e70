"""What the nodes of a cluster keep from each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """A place that one transaction of a whole cluster has until it ends (`services.claims`)."""

    place = models.PositiveSmallIntegerField(_("place"), unique=True)
    by = models.UUIDField(_("by"))

    class Meta:
        verbose_name = _("claim of a node")
        verbose_name_plural = _("claims of nodes")

    def __str__(self):
        return str(self.place)
