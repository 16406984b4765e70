"""Does the old database answer, is it safe from us, and is its text what it says?"""

import re
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from legacy.doctor.findings import check, ok, problem, warning
from legacy.doctor.site_database import silence

MAY_WRITE = re.compile(r"\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\b")
# Text that old programs wrote into columns of these may be in any encoding.
UNSURE = ("latin1", "ascii", "SQL_ASCII")
MYSQL_CHARSETS = """
SELECT character_set_name, COUNT(*) FROM information_schema.columns
WHERE table_schema = DATABASE() AND character_set_name IS NOT NULL
GROUP BY character_set_name ORDER BY 2 DESC"""
POSTGRES_WRITES = """
SELECT COUNT(*) FROM information_schema.table_privileges
WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
AND table_schema NOT IN ('pg_catalog', 'information_schema')"""


@check("old database")
def reachable():
    """Answers a question."""
    given = connections["legacy"].settings_dict
    name = str(given["NAME"]).removeprefix("file:").partition("?")[0]
    where = " ".join(filter(None, (given["HOST"], name)))
    if error := silence(connections["legacy"]):
        yield problem(
            f"{where}: {error}",
            "look at LEGACY_DATABASE_URL, at the server and at the account's rights",
        )
    else:
        yield ok(f"{connections['legacy'].display_name} {where}")


@check("old account", needs=["old database"])
def account():
    """May only read, so that not even a fault of ours could write."""
    database = connections["legacy"]
    if database.vendor == "sqlite":
        yield ok("the file is opened read-only")
    elif _may_write(database):
        yield warning(
            "it may write; the site never does, but better it could not",
            "connect with an account that has SELECT and SHOW VIEW only",
        )
    else:
        yield ok("it may only read")


def _may_write(database):
    with database.cursor() as cursor:
        if database.vendor == "mysql":
            cursor.execute("SHOW GRANTS")
            return grants_writing(row[0] for row in cursor.fetchall())
        cursor.execute(POSTGRES_WRITES)
        return cursor.fetchone()[0] > 0


def grants_writing(lines):
    """Whether one of the lines of SHOW GRANTS gives more than reading."""
    granted = (re.sub(r"`[^`]*`|'[^']*'", "", line).partition(" ON ")[0] for line in lines)
    return any(MAY_WRITE.search(line) for line in granted)


@check("old text", needs=["old database"])
def charset():
    """The encodings in which the server says that it keeps text."""
    database = connections["legacy"]
    if database.vendor == "sqlite":
        yield ok("SQLite keeps Unicode")
        return
    with database.cursor() as cursor:
        cursor.execute(MYSQL_CHARSETS if database.vendor == "mysql" else "SHOW server_encoding")
        named = dict(row if len(row) == 2 else (row[0], None) for row in cursor.fetchall())
    yield ok(", ".join(f"{name} ({n} columns)" if n else name for name, n in named.items()))
    unsure = {name: number for name, number in named.items() if name in UNSURE}
    if unsure:
        number = sum(filter(None, unsure.values()))
        yield warning(
            f"{number or 'all'} columns say {' and '.join(unsure)}: whatever else than English is "
            "in them, the server does not know its encoding",
            "look at names and notes on the imported pages: do they read well?",
        )


@check("models")
def models_file():
    """The generated models are there and import."""
    path, error = Path(settings.LEGACY_MODELS), apps.get_app_config("source").models_error
    if not path.exists():
        yield problem(f"there is no {path}", "manage.py inspect_legacy")
    elif error:
        yield problem(f"{path} does not import: {error}", "manage.py inspect_legacy")
    else:
        number = len(list(apps.get_app_config("source").get_models()))
        yield ok(f"{number} tables in {path}")


@check("drift", needs=["old database", "models"])
def drift():
    """The generated models still say what the schema says."""
    said = StringIO()
    try:
        call_command("inspect_legacy", check=True, stdout=said, stderr=said)
    except CommandError as error:
        lines = [line.strip() for line in str(error).splitlines()]
        yield problem(
            f"{lines[0].partition(';')[0].rstrip('.')}: {_some(lines[1:])}".rstrip(": "),
            "manage.py inspect_legacy, then manage.py import_legacy --dry-run",
        )
    else:
        yield ok("the models are those of the schema")


def _some(lines, most=3):
    rest = f" and {len(lines) - most} more" if len(lines) > most else ""
    return ", ".join(lines[:most]) + rest
