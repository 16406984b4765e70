"""What a mark weighs, in SQL: the part of the definition of a rate that a database works out."""

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from roster.models import Status

RULES = ("grace_minutes", "absent_after", "lates_per_absence", "leaves_per_absence")
KINDS = tuple(Status.Kind.values)
GROUP = ("of_kind", "as_kind", "lates_per_absence", "leaves_per_absence")
SUMS = ("marks", "attended", "counted", "latest")


def tallies(marks, keys, policies, throughout=None):
    """What Rates are added up from: a dict per `keys` (names of fields), kind and rule, with the
    number of `marks`, the units `attended` and `counted`, and the `latest` date."""
    return told(keys, grouped(weighed(marks, policies, throughout), keys).iterator())


def added_up(marks, policies, throughout=None):
    """The marks among `marks` of which several make one absence, tallied by lesson and student."""
    found = weighed(marks, policies, throughout)
    late = Q(effective=Status.Kind.LATE, lates_per_absence__gt=0)
    left = Q(effective=Status.Kind.LEFT_EARLY, leaves_per_absence__gt=0)
    keys = ("lesson", "student")
    return told(keys, grouped(found.filter(late | left), keys).iterator())


def grouped(marks, keys):
    """A queryset over `weighed` marks, of tuples: the values of `keys`, of GROUP and of SUMS. A
    rule that changed within the range is not mixed."""
    return (
        marks.annotate(**_places())
        .order_by()
        .values_list(*keys, *GROUP)
        .annotate(
            marks=Count("pk"),
            attended=Sum(F("weight") * F("units"), output_field=FloatField()),
            counted=Sum("units", output_field=FloatField()),
            latest=Max("lesson__date"),
        )
    )


def told(keys, rows):
    """The dicts that `tallies` gives, of the rows of `grouped`."""
    names = (*keys, *GROUP, *SUMS)
    for values in rows:
        row = dict(zip(names, values, strict=True))
        yield row | {"status__kind": KINDS[row["of_kind"]], "effective": KINDS[row["as_kind"]]}


def weighed(marks, policies, throughout=None):
    """Marks that count, with `weight` (0 to 1), `effective` (the kind that they count as), `units`
    and the rules of RULES that hold for each (`policies`: in the order in which they count; for
    `throughout` see `MarkQuerySet.in_enrollments`)."""
    rules = {name: _rule(policies, name) for name in RULES}
    counted = marks.counted(throughout).annotate(units=F("lesson__units"), **rules)
    return counted.annotate(effective=_effective(), weight=_weight())


def _rule(policies, name):
    """A policy's `name` on the lesson's date, as an expression."""
    cases = []
    for policy in policies:
        value = Value(getattr(policy, name), output_field=IntegerField())
        condition = _holds(policy)
        if not condition:
            return Case(*cases, default=value) if cases else value
        cases.append(When(condition, then=value))
    nothing = Value(None, output_field=IntegerField())
    return Case(*cases, default=nothing) if cases else nothing


def _holds(policy):
    """The condition that `policy` is about a mark's lesson; empty where it is about all."""
    condition = Q()
    if policy.course_id:
        condition &= Q(lesson__course=policy.course_id)
    if policy.starts_on:
        condition &= Q(lesson__date__gte=policy.starts_on)
    if policy.ends_on:
        condition &= Q(lesson__date__lte=policy.ends_on)
    return condition


def _effective():
    """The kind that a mark counts as: a reason or a few minutes may make it present, many minutes
    an absence."""
    present, absent = Value(Status.Kind.PRESENT), Value(Status.Kind.ABSENT)
    return _by_minutes(F("status__kind"), present, absent, CharField())


def _weight():
    """What a mark is worth: that of its status, unless it counts as another kind."""
    own = Coalesce(F("status__weight"), Value(0.0))
    return _by_minutes(own, Value(1.0), Value(0.0), FloatField())


def _by_minutes(own, present, absent, output_field):
    """`own` for a mark that counts as what its status says, else `present` or `absent`. That of
    present ones, which are most, is asked first."""
    in_part = Q(status__kind__in=(Status.Kind.LATE, Status.Kind.LEFT_EARLY))
    in_grace = in_part & Q(grace_minutes__gt=0, minutes__lte=F("grace_minutes"))
    return Case(
        When(status__kind=Status.Kind.PRESENT, then=own),
        When(reason__counts_as_present=True, then=present),
        When(in_grace, then=present),
        When(in_part & Q(minutes__gt=F("absent_after")), then=absent),
        default=own,
        output_field=output_field,
    )


def _places():
    """The kind of a mark's status and the one that it counts as, by their places in KINDS: numbers
    are grouped faster than words."""
    values = {kind: Value(place) for place, kind in enumerate(KINDS)}
    cases = [When(status__kind=kind, then=value) for kind, value in values.items()]
    own = Case(*cases, output_field=IntegerField())
    present, absent = values[Status.Kind.PRESENT], values[Status.Kind.ABSENT]
    return {"of_kind": own, "as_kind": _by_minutes(own, present, absent, IntegerField())}
