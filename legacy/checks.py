"""What `manage.py check` says of the bridge."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error


def check_models_file(app_configs, **kwargs):
    """An error when the file of the old database's models could not be imported."""
    problem = apps.get_app_config("source").models_error
    if not problem:
        return []
    return [
        Error(
            f"{settings.LEGACY_MODELS} does not import: {problem}",
            hint="Run manage.py inspect_legacy to write it anew.",
            id="legacy.E001",
        )
    ]
