"""Sends the imported schema to the old database, and nothing else there."""

from legacy.readonly import WriteRefused


class LegacyRouter:
    """Reads of the app `source` go to `legacy`; writes of it go nowhere."""

    def db_for_read(self, model, **hints):
        return "legacy" if model._meta.app_label == "source" else None

    def db_for_write(self, model, **hints):
        if model._meta.app_label == "source":
            raise WriteRefused(f"The old database is only read; refused to write {model.__name__}")
        return None

    def allow_relation(self, first, second, **hints):
        if first._meta.app_label == "source" or second._meta.app_label == "source":
            return first._meta.app_label == second._meta.app_label
        return None

    def allow_migrate(self, db, app_label, **hints):
        return db != "legacy" and app_label != "source"
