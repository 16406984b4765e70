"""Who owns a field after an import: the old database, or the site."""

from legacy.mapping import active_map
from legacy.stand_ins import is_stand_in
from legacy.targets import registry


def owned_fields(instance):
    """Names of the model fields of `instance` that follow the old database.

    Empty for a row that never came from there, as a placeholder, or that is gone from there. A
    field that is only set when the row is first brought over (a role, the active state of a user)
    belongs to the site and is not among them.
    """
    if instance.legacy_key is None or instance.retired_at is not None or is_stand_in(instance):
        return set()
    plan = active_map()
    if plan is None:
        return set()
    target = registry.for_model(type(instance))
    if target is None:
        return set()
    mapped = {name for source in plan.sources(target.name) for name in source.values}
    return {field.attribute for field in target.fields if field.name in mapped and not field.once}
