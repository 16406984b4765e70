"""The generated models, found by the names that the old database uses."""

from django.apps import apps
from django.conf import settings

from legacy.fields import KeyField
from legacy.placeholders import pattern

LONGEST = 1_000_000  # characters of a text that are taken; a longer one counts as not valid


def all_models():
    """`{table: model}` of the whole imported schema."""
    return {model._meta.db_table: model for model in apps.get_app_config("source").get_models()}


def models_are_old():
    """Whether the models have been written anew since this process has loaded them."""
    try:
        written = settings.LEGACY_MODELS.stat().st_mtime_ns
    except OSError:
        written = None
    return written != apps.get_app_config("source").models_time


def models_like(table):
    """`{table: model}` of the table called `table`, or of all that fit a pattern such as
    `att_{year}`; empty where there is none."""
    models = all_models()
    if table in models:
        return {table: models[table]}
    if "{" not in table:
        folded = {name: model for name, model in models.items() if name.lower() == table.lower()}
        return folded if len(folded) == 1 else {}
    fits = pattern(table)
    return {name: models[name] for name in sorted(models) if fits.fullmatch(name)}


def columns_of(model):
    """`{column: attribute}` of every real column of a generated model, in their order."""
    return {
        field.column: field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, KeyField)
    }


def old_row(reference):
    """(model, primary key as text) of `legacy_ref`, or None where the table is not there."""
    table, _, key = reference.partition(":")
    model = all_models().get(table)
    return (model, key) if model and key else None
