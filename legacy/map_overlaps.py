"""Whether two sources of one target take the same rows: the later would overwrite the earlier, at
every import anew."""

from legacy.source_models import models_like


def shared_table(one, other):
    """The name of a table of which both Sources can take the same row and name it by the same key;
    None where there is none, or where the `where` of the two excludes each other."""
    tables = models_like(one.table).keys() & models_like(other.table).keys()
    if tables and _named_by(one) == _named_by(other) and _overlap(one.where, other.where):
        return min(tables)
    return None


def _named_by(source):
    """What the key of each row is made of, after the steps that make several of one."""
    key = next(iter(models_like(source.table).values()))._meta.pk
    names = source.key or getattr(key, "columns", None) or (key.column,)
    return tuple(names), source.columns, source.list


def _overlap(one, other):
    """Whether a row can fit both: columns that only one of them speaks of exclude nothing."""
    return all(_meet(one[name], other[name]) for name in one.keys() & other.keys())


def _meet(one, other):
    """Whether a value can fit both of what is said of one column."""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = ((one, other), (other, one))
        return all(_fits(a["from"], {"to": b["to"]}) for a, b in pairs if "from" in a and "to" in b)
    said, values = (one, other) if isinstance(one, dict) else (other, one)
    return any(_fits(value, said) for value in (values if isinstance(values, list) else [values]))


def _fits(value, said):
    if isinstance(said, list):
        return value in said
    if not isinstance(said, dict):
        return value == said
    try:
        is_between = said.get("from", value) <= value <= said.get("to", value)
    except TypeError:  # of two kinds: how they compare only the old server knows
        return False
    return is_between and ("not" not in said or said["not"] != value)
