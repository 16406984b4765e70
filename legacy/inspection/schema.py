"""What a table of the old database looks like, read through Django's introspection.

Tables, keys, uniqueness and relations come from Django's own introspection of each server; the
exact type of a column comes from the server's catalogue, never from a first row.
"""

from dataclasses import dataclass, field

MYSQL_COLUMNS = """
SELECT column_name, column_type, is_nullable, column_default, extra, column_comment
FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s
ORDER BY ordinal_position"""

MYSQL_INDEXES = """
SELECT index_name, column_name FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name = %s AND non_unique = 0
AND index_name NOT IN (
    SELECT index_name FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = %s
    AND (sub_part IS NOT NULL OR column_name IS NULL))
ORDER BY index_name, seq_in_index"""

POSTGRES_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END, pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attgenerated <> '' THEN 'GENERATED' ELSE '' END,
       col_description(a.attrelid, a.attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relname = %s AND pg_table_is_visible(c.oid) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum"""


@dataclass
class Column:
    """One column: `type` is the declared type in lower case, as in `int(10) unsigned`."""

    name: str
    type: str
    null: bool
    default: str | None = None
    extra: str = ""
    comment: str = ""


@dataclass
class Table:
    """One table or view. `unique` has the columns that are unique by themselves; `relations` maps
    a column to (other column, other table)."""

    name: str
    is_view: bool
    comment: str
    columns: list[Column]
    key: list[str] = field(default_factory=list)
    unique: set[str] = field(default_factory=set)
    unique_together: list[tuple[str, ...]] = field(default_factory=list)
    relations: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_tables(connection, report):
    """Every table and view, by name; `report(name, error)` is told of each that cannot be read."""
    tables = []
    with connection.cursor() as cursor:
        listed = connection.introspection.get_table_list(cursor)
        for info in sorted(listed, key=lambda info: info.name):
            try:
                tables.append(read_table(connection, cursor, info))
            except Exception as error:  # whatever the server says of this table is its own affair
                report(info.name, error)
    return tables


def read_table(connection, cursor, info):
    """One table, read from the catalogue."""
    introspection = connection.introspection
    is_view = info.type == "v"
    key, unique = read_keys(connection, cursor, info.name)
    return Table(
        name=info.name,
        is_view=is_view,
        comment=getattr(info, "comment", None) or "",
        columns=read_columns(connection, cursor, info.name),
        key=[] if is_view else key,
        unique={columns[0] for columns in unique if len(columns) == 1},
        unique_together=sorted(tuple(columns) for columns in unique if len(columns) > 1),
        relations={} if is_view else introspection.get_relations(cursor, info.name),
    )


def read_keys(connection, cursor, table):
    """(columns of the primary key, lists of columns that are unique) of `table`.

    MySQL hides constraints from an account that may only read, which is just the one to use; it
    shows indexes to everybody.
    """
    if connection.vendor == "mysql":
        cursor.execute(MYSQL_INDEXES, [table, table])
        indexes = {}
        for name, column in cursor.fetchall():
            indexes.setdefault(name, []).append(column)
        return indexes.pop("PRIMARY", []), list(indexes.values())
    constraints = connection.introspection.get_constraints(cursor, table).values()
    unique = [one["columns"] for one in constraints if one["unique"] and not one["primary_key"]]
    return list(connection.introspection.get_primary_key_columns(cursor, table) or []), unique


def read_columns(connection, cursor, table):
    """The columns of `table` in their order, with exact types."""
    if connection.vendor == "sqlite":
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"PRAGMA table_xinfo({quoted})")
        return [_sqlite_column(row) for row in cursor.fetchall()]
    cursor.execute(MYSQL_COLUMNS if connection.vendor == "mysql" else POSTGRES_COLUMNS, [table])
    return [
        Column(name, _text(kind).lower(), null == "YES", _default(default), extra, comment or "")
        for name, kind, null, default, extra, comment in cursor.fetchall()
    ]


def _sqlite_column(row):
    _, name, kind, not_null, default, key, hidden = row
    extra = "GENERATED" if hidden in {2, 3} else ""
    return Column(name, kind.lower(), not not_null and not key, default, extra)


def _text(value):
    return value.decode() if isinstance(value, bytes) else value


def _default(value):
    """MariaDB writes the word NULL where there is no default."""
    value = _text(value)
    return None if value == "NULL" else value
