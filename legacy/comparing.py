"""How one target's rows are compared with the site's, unless the target knows better."""

ARRIVED, EDITED, REJECTED, DIFFERS, LOST = "arrived", "edited here", "rejected", "differs", "lost"


def compare(target, candidates):
    """`{key: (outcome, detail)}`: each candidate beside the site's row of the same key."""
    keys = [one.key for one in candidates]
    there = {row.legacy_key: row for row in target.model.objects.filter(legacy_key__in=keys)}
    return {one.key: _outcome(target, one, there.get(one.key)) for one in candidates}


def _outcome(target, candidate, row):
    if row is None:
        return LOST, ""
    owned = {field.attribute for field in target.fields if not field.once}
    owned |= {f"{name}_id" for name in owned} | set(target.computed)
    wrong = sorted(
        name
        for name, value in candidate.values.items()
        if name in owned and hasattr(row, name) and getattr(row, name) != value
    )
    return (DIFFERS, ", ".join(wrong)) if wrong else (ARRIVED, "")
