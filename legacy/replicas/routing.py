"""Which database a query goes to. A middleware says when the replica may be asked; nothing below a
view sees a request."""

from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"
# Who may enter, and what waits to be done, must be known as it is at this moment.
ALWAYS_PRIMARY = {"accounts", "auth", "account", "mfa", "contenttypes", "admin", "legacy"}
_from_replica = ContextVar("reads_from_replica", default=False)


def read_from_replica(yes):
    """Has what this thread reads from now on come from the replica, or from the primary again."""
    _from_replica.set(yes)


def reads_from_replica():
    """Whether this thread may read from the replica now."""
    return _from_replica.get()


def reads_primary(view):
    """Decorator: a page that must know what was written a moment ago, such as one that takes
    attendance. It stands above the others."""
    view.reads_primary = True
    return view


class ReplicaRouter:
    """Reads of the book go to the replica where that is allowed; everything else does not."""

    def db_for_read(self, model, **hints):
        if not _from_replica.get() or model._meta.app_label in ALWAYS_PRIMARY:
            return DEFAULT_DB_ALIAS
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        return REPLICA

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS  # also for what was read from the replica

    def allow_relation(self, first, second, **hints):
        both = {first._state.db, second._state.db}
        return True if both <= {DEFAULT_DB_ALIAS, REPLICA} else None

    def allow_migrate(self, db, app_label, **hints):
        return False if db == REPLICA else None
