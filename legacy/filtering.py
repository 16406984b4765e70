"""Which rows of an old table a source takes: the `where` of a map, as a query."""

from legacy.source_models import columns_of


def filtered(source, model):
    """The query over `model` that gives the rows of `source`."""
    queryset, columns = model.objects.using("legacy"), columns_of(model)
    for column, wanted in source.where.items():
        name = columns[column]
        if isinstance(wanted, list):
            queryset = queryset.filter(**{f"{name}__in": wanted})
        elif isinstance(wanted, dict):
            queryset = _ranged(queryset, name, wanted)
        else:
            queryset = queryset.filter(**{name: wanted})
    return queryset


def _ranged(queryset, name, wanted):
    if "not" in wanted:
        queryset = queryset.exclude(**{name: wanted["not"]})
    if "from" in wanted:
        queryset = queryset.filter(**{f"{name}__gte": wanted["from"]})
    if "to" in wanted:
        queryset = queryset.filter(**{f"{name}__lte": wanted["to"]})
    return queryset
