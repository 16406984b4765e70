"""Profiled tables of SQL text, without a server and without models."""

import sqlite3
from contextlib import closing
from pathlib import Path

from legacy.guessing.profiles import Column, Table

CASES = Path(__file__).parent / "guessing_cases"
KINDS = {
    "INTEGER": "integer", "INT": "integer", "TINYINT": "integer", "DATE": "date",
    "DATETIME": "datetime", "DECIMAL": "decimal", "TIME": "time", "BLOB": "binary",
}  # fmt: skip


def tables_of(sql):
    """The Tables of a database that SQL text makes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [_table(connection, name) for (name,) in names.fetchall()]


def case(name):
    """The Tables of one of the invented databases in guessing_cases."""
    return tables_of((CASES / f"{name}.sql").read_text())


def _table(connection, name):
    described = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
    table = Table(name, None, "", len(rows), True, row_words={"table": name})
    table.key = tuple(column for _, column, _, _, _, key in described if key)
    for place, (_, column, kind, *_rest) in enumerate(described):
        kind = KINDS.get(kind.partition("(")[0].upper(), "text")
        values = [row[place] for row in rows]
        key = table.key == (column,)
        table.columns[column] = Column(table, column, kind, values, key=key)
    return table


def value(made, target, field):
    """What a Guess says of one field."""
    return made.of(target).fields[field].best.value
