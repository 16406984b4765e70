"""The bridge to the database that was there before."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class LegacyConfig(AppConfig):
    name = "legacy"
    verbose_name = _("Old database: imports")

    def ready(self):
        from django.core.checks import register
        from django.db import connections
        from django.utils.module_loading import autodiscover_modules

        from legacy.checks import check_models_file
        from legacy.readonly import lock, lock_new_connection

        register(check_models_file)
        autodiscover_modules("imports")
        connection_created.connect(lock_new_connection, dispatch_uid="legacy_lock")
        lock(connections["legacy"])
