"""Can the copy be read from that DATABASE_REPLICA_URL names?"""

from django.conf import settings
from django.db import connections

from legacy.doctor.findings import check, ok, problem, warning
from legacy.doctor.site_database import silence
from legacy.replicas.freshness import POSITION, freshness
from legacy.replicas.routing import REPLICA

CURE = "docs/operations.md, Replicas; until then all is read from the primary"


@check("replica", needs=["site database"])
def replica():
    """Answers, is not behind, and refuses writes."""
    if REPLICA not in settings.DATABASES:
        return
    if error := silence(connections[REPLICA]):
        yield problem(error, CURE)
        return
    if not _value("default", POSITION):
        yield problem("the primary keeps no binary log", CURE)
    elif not freshness.is_usable():
        yield warning("it is behind", CURE)
    else:
        yield ok("it has everything")
    if not _value(REPLICA, "SELECT @@read_only"):
        yield warning("it takes writes", "SET GLOBAL read_only=1, and in its configuration")


def _value(alias, sql):
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
