"""New versions of status sets."""

from django.db import transaction
from django.db.models import Max, Value

from roster.models import Reason, Status, StatusSet


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
    rows = [
        model.objects.filter(status_set=status_set, retired_at=None)
        .order_by()
        .values_list("pk", Value(place))
        for place, model in enumerate((Status, Reason))
    ]
    both = set(), set()
    for pk, place in rows[0].union(rows[1], all=True):
        both[place].add(pk)
    return both
