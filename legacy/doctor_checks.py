"""The checks of the bridge and of the site's ground, for `manage.py doctor`."""

from legacy.doctor import ground, imports, old_database, replica, site_database, worker

__all__ = ("ground", "imports", "old_database", "replica", "site_database", "worker")
