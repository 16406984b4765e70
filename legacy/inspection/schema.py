"""What a table of the old database looks like, read from its server's catalogue.

The exact type of a column is what the catalogue says, never what a first row holds.
"""

from dataclasses import dataclass, field

from legacy.inspection import catalogue


@dataclass
class Column:
    """One column: `type` is the declared type, as in `int(10) unsigned`; `charset` is what a text
    of MySQL claims to be; `generated` the expression of a generated column."""

    name: str
    type: str
    null: bool
    default: str | None = None
    extra: str = ""
    comment: str = ""
    charset: str = ""
    generated: str = ""


@dataclass(frozen=True)
class Reference:
    """From `columns` to `to_columns` of `to_table`; `inferred` where nothing declares it."""

    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    inferred: bool = False


@dataclass
class Table:
    """One table or view. `key` is empty where nothing names a row; `unique` and `indexes` have
    tuples of columns, `encodings` the repaired encoding by column."""

    name: str
    is_view: bool
    comment: str
    columns: list[Column]
    key: list[str] = field(default_factory=list)
    unique: list[tuple[str, ...]] = field(default_factory=list)
    indexes: list[tuple[str, ...]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)

    def column(self, name):
        """The Column called `name`."""
        return next(column for column in self.columns if column.name == name)

    def is_unique(self, name):
        """Whether `name` alone names a row."""
        return self.key == [name] or (name,) in self.unique


def read_tables(connection, report):
    """Every table and view, by name; `report(name, error)` is told of each that cannot be read."""
    tables = []
    with connection.cursor() as cursor:
        listed = connection.introspection.get_table_list(cursor)
    for info in sorted(listed, key=lambda info: info.name):
        try:
            with connection.cursor() as cursor:
                tables.append(read_table(connection, cursor, info))
        except Exception as error:  # whatever the server says of this table is its own affair
            report(info.name, error)
    return tables


def read_table(connection, cursor, info):
    """One table. Raises what the server says where this account cannot read it."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(info.name)} WHERE 1 = 0")  # noqa: S608
    server = catalogue.of(connection.vendor)
    is_view = info.type == "v"
    columns = [Column(*values) for values in server.columns(cursor, info.name)]
    table = Table(info.name, is_view, getattr(info, "comment", None) or "", columns)
    if not columns:
        raise LookupError("it has no columns that this account may see")
    if not is_view:
        key, unique, indexes = server.indexes(cursor, info.name)
        table.unique = _distinct(unique, but=[tuple(key)])
        table.key = list(key) or _named_by(table)
        table.indexes = _distinct(indexes, but=[tuple(table.key), *table.unique])
        table.references = _references(server.references(cursor, info.name))
    return table


def _distinct(found, but):
    """Each tuple of columns once, sorted; without those that say nothing new (`but`)."""
    return sorted({columns for columns in found if columns and None not in columns} - set(but))


def _named_by(table):
    """The columns of the shortest uniqueness without an empty value; none where there is none."""
    null = {column.name for column in table.columns if column.null}
    whole = [columns for columns in table.unique if not null & set(columns)]
    return list(min(whole, key=lambda columns: (len(columns), columns), default=()))


def _references(rows):
    """References of (constraint, column, other table, other column) rows."""
    by_constraint = {}
    for constraint, column, table, other in rows:
        by_constraint.setdefault((constraint, table), []).append((column, other))
    references = {
        Reference(tuple(pair[0] for pair in pairs), table, tuple(pair[1] for pair in pairs))
        for (_, table), pairs in by_constraint.items()
    }
    return sorted(references, key=lambda one: (one.columns, one.to_table, one.to_columns))
