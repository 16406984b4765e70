"""Makes a connection refuse to write.

Locks, each enough by itself for the accident it is there for: Django's router (no writes and no
migrations), an execute wrapper that lets through reads only, the same before every statement that
the driver sends to MySQL, a session that the server itself holds read-only, and for SQLite a file
opened with `mode=ro`. This module has all but the first; it is read by the settings, so it imports
no models.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from django.db import Error, NotSupportedError

from legacy.errors import of_old_database

MYSQL = "django.db.backends.mysql"
SQLITE = "django.db.backends.sqlite3"


class WriteRefused(NotSupportedError):
    """A statement that is no read was about to go to the old database."""


def read_only(settings):
    """Returns the connection settings of the old database, opened for reading only.

    Dates and times come as the text that the server holds, because an old `0000-00-00` would
    otherwise become an empty value that nobody can tell from a real one, or an error.
    """
    options = dict(settings["OPTIONS"])
    settings = {**settings, "OPTIONS": options, "TEST": {"MIGRATE": False}}
    if settings["ENGINE"] == SQLITE:
        options.pop("init_command", None)
        options["transaction_mode"] = "DEFERRED"
        options["detect_types"] = 0  # else declared dates are parsed, and one of zeros raises
        if not settings["NAME"].startswith("file:"):
            settings["NAME"] = f"file:{quote(settings['NAME'])}?mode=ro"
    elif settings["ENGINE"] == MYSQL:
        options["conv"] = text_dates()
        options.pop("sql_mode", None)  # what the old server holds is read as it holds it
        options["init_command"] = "SET SESSION TRANSACTION READ ONLY"
        options["isolation_level"] = "repeatable read"  # a run reads out of one snapshot
    else:
        options["options"] = "-c default_transaction_read_only=on"
        options["isolation_level"] = 3  # psycopg's number of "repeatable read"
    settings["ENGINE"] = settings["ENGINE"].replace("django.db.backends", "legacy.backends")
    return settings


def text_dates():
    """mysqlclient's conversions, with dates and times left as text."""
    from django.db.backends.mysql.base import django_conversions
    from MySQLdb.constants import FIELD_TYPE

    types = (FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP, FIELD_TYPE.TIME)
    return {**django_conversions, **dict.fromkeys(types, str)}


def lock(connection):
    """Puts the execute wrapper on `connection`, once."""
    if refuse_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes)


def lock_new_connection(sender, connection, **kwargs):
    """Signal receiver: locks the old database's connection as soon as it is open."""
    if connection.alias == "legacy":
        lock(connection)


def refuse_writes(execute, sql, params, many, context):
    """Django execute wrapper: raises WriteRefused for anything but a read."""
    if many or not is_read(sql):
        raise _refused(sql)
    try:
        return execute(sql, params, many, context)
    except Error as error:
        of_old_database(error)
        raise


def check_statement(statement):
    """Raises WriteRefused for a whole statement (text or bytes, values and all) that is no read."""
    text = str(statement, "latin-1") if isinstance(statement, bytes) else statement
    if not is_read.__wrapped__(text):  # not remembered: it may be long, and comes but once
        raise _refused(text)


def _refused(sql):
    return WriteRefused(f"The old database is only read; refused: {str(sql)[:80]}")


SHOWS = {"SHOW", "DESCRIBE", "DESC"}
READS = SHOWS | {"SELECT", "EXPLAIN", "WITH", "VALUES", "TABLE"}
# What Django and the importer say around reads. READ WRITE can not be said in any of them.
AROUND = re.compile(
    r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT \S+|RELEASE SAVEPOINT \S+|ROLLBACK TO SAVEPOINT \S+"
    r"|BEGIN DEFERRED"
    r"|START TRANSACTION (READ ONLY|WITH CONSISTENT SNAPSHOT, READ ONLY)"
    r"|SET SQL_AUTO_IS_NULL = 0"
    r"|SET SESSION TRANSACTION ISOLATION LEVEL [A-Z ]+"
    r"|SET SESSION TRANSACTION READ ONLY"
    r"|PRAGMA (TABLE_INFO|TABLE_XINFO|TABLE_LIST|INDEX_LIST|INDEX_INFO|INDEX_XINFO"
    r"|FOREIGN_KEY_LIST)\([^;()=]*\)",
    re.IGNORECASE,
)
WRITES = re.compile(
    r"\b(INSERT|UPDATE|DELETE|REPLACE|MERGE|INTO|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|CALL|DO"
    r"|LOAD|LOCK|HANDLER|COPY|VACUUM|ATTACH|DETACH)\b"
    r"|\bNEXT\s+VALUE\s+FOR\b"
    r"|\b(SET_CONFIG|SETVAL|NEXTVAL|LO_IMPORT|LO_EXPORT|LO_UNLINK|DBLINK\w*|PG_\w*FILE\w*|GET_LOCK"
    r"|LOAD_EXTENSION|SLEEP|BENCHMARK)\s*\(|:=",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|`(?:[^`]|``)*`|\[[^\]\n]*\]", re.DOTALL
)
COMMENT = re.compile(r"--[^\n]*(\n|$)|#[^\n]*(\n|$)|/\*(?!M?!).*?\*/", re.DOTALL)


@lru_cache(maxsize=2048)
def is_read(sql):
    """Whether `sql` is one statement that only reads (or some that only set up the session).

    Errs on the side of refusing: a keyword that writes, anywhere outside of quotes, is enough.
    """
    bare = COMMENT.sub(" ", QUOTED.sub("''", str(sql))).strip().rstrip(";").strip()
    if "/*" in bare:
        return False
    if all(AROUND.fullmatch(" ".join(one.split())) for one in bare.split(";")):
        return True
    if ";" in bare:
        return False
    word = re.match(r"\(*\s*(\w+)", bare)
    if not word or word[1].upper() not in READS:
        return False
    if word[1].upper() in SHOWS:
        return True
    called = re.sub(r"\b(REPLACE|INSERT)\s*\(", "(", bare, flags=re.IGNORECASE)
    return not WRITES.search(called) and not re.search(r"\bFOR\s+(UPDATE|SHARE)\b", called, re.I)
