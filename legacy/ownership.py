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
    return owned_names(type(instance)) if follows(instance) else set()


def follows(instance):
    """Whether the row follows one of the old database."""
    came = instance.legacy_key is not None and instance.retired_at is None
    return came and not is_stand_in(instance)


def owned_names(model):
    """Names of the fields that follow the old database in all rows of `model` that came from it."""
    plan, target = active_map(), registry.for_model(model)
    if plan is None or target is None:
        return set()
    mapped = {name for source in plan.sources(target.name) for name in source.values}
    return {field.attribute for field in target.fields if field.name in mapped and not field.once}
