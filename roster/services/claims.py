"""Locks that hold on every node of a cluster.

A row lock holds on one database node only: two transactions on two nodes that lock the same row
and write different ones, or write the same mark one right after the other, are both committed.
What both of them write, they cannot: the second is broken off, and `legacy.retrying` begins it
again, with what the first one has left.
"""

import uuid
from zlib import crc32

from django.conf import settings

from roster.models import Claim
from roster.services.writing import conflicting

PLACES = 4096  # so that the table does not grow; two things that share one wait for each other


def claim(model, keys):
    """Makes this transaction the only one of the cluster that has claimed these rows of `model`.

    To be called before anything is read that the transaction relies on. Without a cluster
    (`CLUSTER`) row locks are enough, and nothing happens.
    """
    if not settings.CLUSTER:
        return
    places = sorted({crc32(f"{model._meta.label}:{key}".encode()) % PLACES for key in keys})
    Claim.objects.bulk_create(
        [Claim(place=place, by=uuid.uuid4()) for place in places],
        update_conflicts=True,
        update_fields=("by",),
        unique_fields=conflicting("place"),
    )
