"""New versions of status sets."""

from django.db import transaction
from django.db.models import BigIntegerField, Max, Value

from legacy.retrying import retried
from roster.models import Reason, Status, StatusSet
from roster.querysets.prepared import Given, Prepared


@retried
@transaction.atomic
def new_version(status_set):
    """Copies a set with its statuses and reasons under the next version number.

    Courses keep the version they have; retired statuses and reasons are left behind.
    """
    versions = StatusSet.objects.select_for_update().filter(name=status_set.name)
    highest = versions.aggregate(highest=Max("version"))["highest"]
    copy = StatusSet.objects.create(name=status_set.name, version=highest + 1)
    for parts in (status_set.statuses, status_set.reasons):
        for part in parts.filter(retired_at=None):
            part.pk, part.status_set = None, copy
            part._state.adding = True
            part.save()
    return copy


def make_default(status_set):
    """New courses begin with this set, and with no other."""
    StatusSet.objects.exclude(pk=status_set.pk).filter(is_default=True).update(is_default=False)


def open_choices(status_set):
    """`({status ids}, {reason ids})` of the set with the key `status_set` that are not retired."""
    both = set(), set()
    for pk, place in OPEN.rows(status_set=status_set):
        both[place].add(pk)
    return both


def _all_open():
    asked = Given("status_set", BigIntegerField())
    statuses, reasons = (
        model.objects.filter(status_set=asked, retired_at=None)
        .order_by()
        .values_list("pk", Value(place))
        for place, model in enumerate((Status, Reason))
    )
    return statuses.union(reasons, all=True)


OPEN = Prepared(_all_open)
