"""Is the site's own database reachable, strict, of the right shape, and backed up?"""

import time
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from legacy.copies.backups import DAY, folder, newest
from legacy.doctor.findings import check, ok, problem, warning
from legacy.errors import one_line

BACKUP_DAYS = 2
CLOCK_SECONDS = 60


@check("site database")
def reachable():
    """Answers, and refuses what does not fit."""
    if error := silence(connection):
        yield problem(
            f"{connection.settings_dict['NAME']}: {error}",
            "look at DATABASE_URL and at the server",
        )
        return
    yield ok(f"{connection.display_name} {connection.settings_dict['NAME']}")
    if connection.vendor == "mysql":
        yield from _mysql()
    elif connection.vendor == "sqlite":
        yield from _sqlite()


def silence(database):
    """Why a connection does not answer, in one line; empty when it does."""
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, OSError) as error:
        return one_line(error)
    return ""


def _mysql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode, @@character_set_database")
        mode, charset = cursor.fetchone()
    if "STRICT" not in mode:
        yield problem(
            "the server cuts off what does not fit",
            "take sql_mode out of DATABASE_URL, or put STRICT_TRANS_TABLES into it",
        )
    if charset != "utf8mb4":
        yield warning(
            f"its character set is {charset}: some names cannot be written",
            "ALTER DATABASE … CHARACTER SET utf8mb4, and CONVERT the tables TO it",
        )
    if is_cluster_node(connection) and not settings.CLUSTER:
        yield problem(
            "it is a node of a cluster, and the site locks rows on this one only",
            "put CLUSTER=yes into the environment of every web server and worker",
        )


def is_cluster_node(database):
    """Whether a MariaDB server shares its rows with others that take writes, too."""
    with database.cursor() as cursor:
        cursor.execute("SHOW VARIABLES LIKE 'wsrep_on'")
        return (cursor.fetchone() or ("", "OFF"))[1] == "ON"


def _sqlite():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        yield warning(
            f"its journal mode is {mode}: whoever writes stops everybody who reads",
            "put the file on a local disk, and no init_command into DATABASE_URL",
        )


@check("migrations", needs=["site database"])
def migrated():
    """The tables are those of this version of the site."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield problem(f"{len(plan)} are not applied", "manage.py migrate")
    else:
        yield ok("all are applied")


@check("cache table", needs=["site database", "migrations"])
def cache_table():
    """Without it nobody can sign in: attempts are counted there."""
    name = settings.CACHES["default"]["LOCATION"]
    if name not in connection.introspection.table_names():
        yield problem(f"there is no table {name}", "manage.py createcachetable")
    else:
        yield ok(name)


@check("clock", needs=["site database"])
def clock():
    """This machine and the database server know the same time."""
    yield ok(f"{timezone.localtime():%Y-%m-%d %H:%M} in {settings.TIME_ZONE}")
    ask = {
        "mysql": "SELECT UNIX_TIMESTAMP()",
        "postgresql": "SELECT EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())",
    }
    if connection.vendor not in ask:
        return
    with connection.cursor() as cursor:
        cursor.execute(ask[connection.vendor])
        apart = abs(float(cursor.fetchone()[0]) - time.time())
    if apart > CLOCK_SECONDS:
        yield warning(
            f"the database server's clock is {apart:.0f} seconds off",
            "let NTP set the clock of both machines",
        )


@check("backup", needs=["site database"])
def backup():
    """A file of the last two days lies in var/backups (docs/operations.md says how)."""
    if settings.IS_SAMPLE:
        yield ok("the sample needs none")
        return
    made, cure = newest(), "manage.py backup; docs/operations.md has a line for cron"
    if made is None:
        yield warning(f"its age is unknown: {folder()} has no file", cure)
        return
    days = (time.time() - made) / DAY
    when = timezone.localtime() - timedelta(days=days)
    said = f"the last one is of {when:%Y-%m-%d %H:%M}"
    yield ok(said) if days < BACKUP_DAYS else warning(said, cure)
