"""Writes the sample as an SQLite file or as MySQL text."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from legacy.sample.academy import Academy
from legacy.sample.schema import TABLES

ROWS_PER_INSERT = 500
WORDS = re.compile(r"'([^']*)'")
UNSIGNED = re.compile(r"\((\d+)\) unsigned")
ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def write_sqlite(path, today):
    """Makes the SQLite file `path` as of the date `today`; it is there whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    rows = Academy(today).rows()
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            for table in TABLES:
                connection.executescript(sqlite_ddl(table))
                places = ", ".join("?" * len(table.columns))
                insert = f"INSERT INTO {table.name} VALUES ({places})"  # noqa: S608 (own names)
                connection.executemany(insert, rows[table.name])
            connection.commit()
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def sqlite_ddl(table):
    """CREATE TABLE with MySQL's type names, which SQLite keeps, and the comments."""
    lines = [(f'"{name}" {_sqlite_type(name, kind)}', told) for name, kind, told in table.columns]
    lines += _keys(table, '"{}"'.format, unique="UNIQUE ({1})")
    last = len(lines) - 1
    body = "\n".join(
        f"  {line}{',' if number < last else ''}{f' -- {told}' if told else ''}"
        for number, (line, told) in enumerate(lines)
    )
    ddl = f'CREATE TABLE "{table.name}" ( -- {table.comment}\n{body}\n);\n'
    if table.index:
        columns = ", ".join(f'"{name}"' for name in table.index)
        ddl += f'CREATE INDEX "ix_{table.name}" ON "{table.name}" ({columns});\n'
    return ddl


def _sqlite_type(name, kind):
    """SQLite wants the size last, and knows no enum: text with a check is the same."""
    if not kind.startswith("enum"):
        return UNSIGNED.sub(r" unsigned(\1)", kind)
    words, rest = kind.removeprefix("enum(").split(")", 1)
    length = max(map(len, WORDS.findall(words)))
    return f'varchar({length}){rest} CHECK ("{name}" IN ({words}))'


def _keys(table, quote, unique):
    keys = [f"PRIMARY KEY ({', '.join(map(quote, table.key))})"] if table.key else []
    keys += [unique.format(quote(name), quote(name)) for name in table.unique]
    return [(key, "") for key in keys]


def write_mysql(path, today):
    """Writes MySQL text as of the date `today`, in UTF-8; load it with sql_mode=''."""
    rows = Academy(today).rows()
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("-- load with sql_mode='' into an empty database\nSET NAMES utf8mb4;\n")
        for table in TABLES:
            file.write(mysql_ddl(table))
            values = rows[table.name]
            for start in range(0, len(values), ROWS_PER_INSERT):
                some = values[start : start + ROWS_PER_INSERT]
                tuples = ",\n".join(f"({','.join(map(_literal, row))})" for row in some)
                file.write(f"INSERT INTO `{table.name}` VALUES\n{tuples};\n")


def mysql_ddl(table):
    """CREATE TABLE for MyISAM, as old servers have it."""
    lines = [f"`{name}` {kind} COMMENT {_literal(told)}" for name, kind, told in table.columns]
    lines += [key for key, _ in _keys(table, "`{}`".format, unique="UNIQUE KEY {0} ({1})")]
    if table.index:
        lines.append(f"KEY `ix` ({', '.join(f'`{name}`' for name in table.index)})")
    body = ",\n  ".join(lines)
    options = f"ENGINE=MyISAM DEFAULT CHARSET={table.charset} COMMENT={_literal(table.comment)}"
    return f"CREATE TABLE `{table.name}` (\n  {body}\n) {options};\n"


def _literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value.translate(ESCAPES)}'"
    return str(value)
