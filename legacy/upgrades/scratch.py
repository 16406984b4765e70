"""An empty copy of the site's tables, on the same server."""

from contextlib import contextmanager

from django.db import DatabaseError

from legacy.copies.errors import CopyFailed

SUFFIX, OURS = "_check", "made by check_migrations"
DENIED = 1044
COMMENT = "SELECT schema_comment FROM information_schema.schemata WHERE schema_name = %s"
TABLES = (
    "SELECT table_name, table_rows FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
)


def rows_of_tables(connection):
    """`{table: rows}` of the database behind `connection`, as far as the server knows them without
    counting."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {table: rows or 0 for table, rows in cursor.fetchall()}


@contextmanager
def scratch(connection):
    """Leads `connection` (MariaDB's) to a database of its own with all tables of the site and no
    rows, which is dropped in the end. Nothing that goes through the connection meanwhile, whatever
    it is, can reach the site's own tables. Raises CopyFailed where there cannot be one."""
    site = connection.settings_dict["NAME"]
    name = f"{site}{SUFFIX}"
    statements = _structure(connection)
    _create(connection, name)
    try:
        _lead(connection, name)
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield
    finally:
        _lead(connection, site)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)}")


def _structure(connection):
    quote, made = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        for table in rows_of_tables(connection):
            cursor.execute(f"SHOW CREATE TABLE {quote(table)}")
            made.append(cursor.fetchone()[1])
    return made


def _create(connection, name):
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(COMMENT, [name])
            if (found := cursor.fetchone()) and found[0] != OURS:
                raise CopyFailed(f"there is a database {name} that is somebody's; rename it")
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")  # of one that was killed
            cursor.execute(f"CREATE DATABASE {quoted} CHARACTER SET utf8mb4 COMMENT '{OURS}'")
    except DatabaseError as error:
        if error.args[0] != DENIED:
            raise
        raise CopyFailed(
            "the account may not make an empty copy of the tables. Allow it that, as the server's"
            f" administrator: GRANT ALL ON {quoted}.* TO {_account(connection)}"
        ) from None


def _account(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_USER()")
        user, _, host = cursor.fetchone()[0].rpartition("@")
    return f"'{user}'@'{host}'"


def _lead(connection, name):
    connection.close()
    connection.settings_dict["NAME"] = name
