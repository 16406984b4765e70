"""The imported schema, as an app of its own."""

import importlib.util
import sys

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

MODULE = "legacy.source.models"


class SourceConfig(AppConfig):
    """Loads its models from the file that `LEGACY_MODELS` names.

    A file that does not exist yet gives no models; one that does not import gives none either,
    and a system check says so, because `inspect_legacy` must still be able to write it anew.
    """

    name = "legacy.source"
    label = "source"
    verbose_name = _("Old database: tables")
    models_error = None
    models_time = None  # when the file was written that the models were loaded from

    def import_models(self):
        self.models = self.apps.all_models[self.label]
        path = settings.LEGACY_MODELS
        if not path.exists():
            return
        self.models_time = path.stat().st_mtime_ns
        spec = importlib.util.spec_from_file_location(MODULE, path)
        self.models_module = sys.modules[MODULE] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(self.models_module)
        except Exception as error:
            self.models.clear()
            self.models_module = None
            self.models_error = f"{type(error).__name__}: {error}"
