"""Bounds a Plan to the lessons and marks of recent days."""

from dataclasses import replace

from legacy.errors import BridgeError
from legacy.fields import DateField, DateTimeField
from legacy.source_models import columns_of, models_like
from legacy.targets import registry


def since_date(plan, day):
    """The Plan with only those rows of dated targets that are of `day` or later.

    The old server does the choosing, so the date must be a column of a date type; raises
    BridgeError where it is a text or made of several columns.
    """
    sources = {
        name: [_bounded(name, one, day) for one in some] for name, some in plan.by_target.items()
    }
    return replace(plan, by_target=sources)


def _bounded(target, source, day):
    if registry[target].field("date") is None:
        return source
    spec = source.values.get("date")
    column = spec.columns[0] if spec is not None and len(spec.columns) == 1 else None
    if column is None or spec.formats or spec.values or not _is_date(source.table, column):
        raise BridgeError(f"[{target}]: its date is no column of a date type; leave out --since")
    where = {**source.where, column: _from(source.where.get(column), day.isoformat())}
    return replace(source, where=where)


def _from(wanted, day):
    if wanted is None:
        return {"from": day}
    if isinstance(wanted, dict):
        return {**wanted, "from": max(day, str(wanted.get("from", "")))}
    return wanted


def _is_date(table, column):
    return all(
        column in columns_of(model)
        and isinstance(model._meta.get_field(columns_of(model)[column]), DateField | DateTimeField)
        for model in models_like(table).values()
    )
