"""Changes as text: SQL in the language of the old database's server, or CSV."""

import csv
import datetime
import io
from decimal import Decimal

from legacy.spreadsheets import harmless
from roster.exporting.changes import DELETE, INSERT

MYSQL_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "''", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}
)
POSTGRES_ESCAPES = str.maketrans({"\\": "\\\\", "'": "''", "\n": "\\n", "\r": "\\r", "\0": ""})
# Quotes are escaped as if by default, whatever the server's own mode is; what does not fit is
# refused, and not cut off.
BEGIN = {
    "mysql": "SET NAMES utf8mb4;\nSET SESSION sql_mode = 'STRICT_ALL_TABLES';\nSTART TRANSACTION;",
    "postgresql": "BEGIN;\nSET LOCAL client_encoding = 'UTF8';",
    "sqlite": "BEGIN;",
}


def as_sql(export, vendor, title):
    """One statement per line, in one transaction; what was left out stands at the end."""
    lines = [f"-- {_plain(title)}", BEGIN[vendor]]
    lines += [statement(change, vendor) for change in export.changes]
    lines.append("COMMIT;")
    lines += [f"-- left out: {_plain(told(mark))}: {reason}" for mark, reason in export.left_out]
    return "\n".join(lines) + "\n"


def statement(change, vendor):
    """One Change as SQL. An INSERT that was done before does nothing."""
    table = name(change.table, vendor)
    if change.action == INSERT:
        return _insert(change, vendor, table)
    where = _where(change.key, vendor)
    if change.action == DELETE:
        return " ".join(("DELETE FROM", table, "WHERE", f"{where};"))
    values = ", ".join(
        f"{name(column, vendor)} = {literal(value, vendor)}"
        for column, value in change.values.items()
    )
    return " ".join(("UPDATE", table, "SET", values, "WHERE", f"{where};"))


def _insert(change, vendor, table):
    columns = [name(column, vendor) for column in change.values]
    values = [literal(value, vendor) for value in change.values.values()]
    if change.counted:
        number = name(change.counted, vendor)
        columns.insert(0, number)
        values.insert(0, " ".join(("(SELECT", f"COALESCE(MAX({number}), 0) + 1 FROM {table})")))
    there = " ".join(("SELECT * FROM", table, "WHERE", _where(change.key, vendor)))
    return " ".join(
        (
            "INSERT INTO", table, f"({', '.join(columns)})", "SELECT", ", ".join(values),
            "FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS", f"({there});",
        )
    )  # fmt: skip


def _where(values, vendor):
    return " AND ".join(
        f"{name(column, vendor)} IS NULL"
        if value is None
        else f"{name(column, vendor)} = {literal(value, vendor)}"
        for column, value in values.items()
    )


def name(text, vendor):
    """The name of a table or column, quoted whatever is in it."""
    quote = "`" if vendor == "mysql" else '"'
    return quote + text.replace(quote, quote * 2) + quote


def literal(value, vendor):
    """A value as SQL, on one line whatever is in it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value)) if vendor != "postgresql" else str(value).upper()
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'" if vendor == "postgresql" else f"X'{value.hex()}'"
    return _quoted(_as_text(value), vendor)


def _as_text(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _quoted(text, vendor):
    if vendor == "mysql":
        return f"'{text.translate(MYSQL_ESCAPES)}'"
    if vendor == "postgresql":
        return f"E'{text.translate(POSTGRES_ESCAPES)}'"
    plain = text.replace("\0", "").replace("'", "''")
    return f"'{plain}'".replace("\n", "'||char(10)||'").replace("\r", "'||char(13)||'")


def as_csv(export):
    """A line per change: `action`, `table`, `reason`, the key as `key.column`, the new values."""
    keys = _names(change.key for change in export.changes if change.action != INSERT)
    columns = _names(change.values for change in export.changes)
    file = io.StringIO()
    writer = csv.writer(file)
    head = ("action", "table", "reason", *(f"key.{key}" for key in keys), *columns)
    writer.writerow(map(harmless, head))
    for change in export.changes:
        key = {} if change.action == INSERT else change.key
        cells = [_cell(key.get(one)) for one in keys]
        cells += [_cell(change.values.get(column)) for column in columns]
        writer.writerow(map(harmless, (change.action, change.table, "", *cells)))
    for mark, reason in export.left_out:
        writer.writerow(map(harmless, ("left out", told(mark), reason)))
    return "\ufeff" + file.getvalue()  # else a spreadsheet takes Korean for something else


def _names(rows):
    return list(dict.fromkeys(name for row in rows for name in row))


def _cell(value):
    return "" if value is None else _as_text(value)


def told(mark):
    """A mark in words, for what was left out."""
    return f"{mark.lesson}: {mark}"


def _plain(text):
    return " ".join(text.replace("\\", "/").split())
