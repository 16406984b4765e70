"""The catalogues of the three servers, asked for one table at a time.

Each class gives `columns` (the values of a schema.Column), `indexes` (the key, and lists of what
is unique and of what is indexed, as tuples of columns) and `references` (constraint, column,
other table, other column).
"""

from itertools import groupby

MYSQL_COLUMNS = """
SELECT column_name, column_type, is_nullable = 'YES', column_default, extra, column_comment,
       character_set_name, generation_expression
FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s
ORDER BY ordinal_position"""

MYSQL_INDEXES = """
SELECT index_name, non_unique, index_type, column_name
FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = %s
ORDER BY index_name, seq_in_index"""

MYSQL_REFERENCES = """
SELECT constraint_name, column_name, referenced_table_name, referenced_column_name
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND table_name = %s AND referenced_table_schema = DATABASE()
ORDER BY constraint_name, ordinal_position"""

MARIADB_CHECKS = """
SELECT check_clause FROM information_schema.check_constraints
WHERE constraint_schema = DATABASE() AND table_name = %s"""

POSTGRES_COLUMNS = """
SELECT a.attname,
       CASE WHEN t.typtype = 'e' THEN 'enum(' || (
                SELECT string_agg('''' || replace(e.enumlabel, '''', '''''') || '''', ','
                                  ORDER BY e.enumsortorder)
                FROM pg_enum e WHERE e.enumtypid = t.oid) || ')'
            WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
            WHEN t.typtype IN ('r', 'm') THEN 'range'
            ELSE format_type(a.atttypid, a.atttypmod) END,
       NOT a.attnotnull,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
       '', col_description(a.attrelid, a.attnum), '',
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) ELSE '' END
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relname = %s AND pg_table_is_visible(c.oid) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum"""

POSTGRES_INDEXES = """
SELECT i.indexrelid, i.indisprimary, i.indisunique AND i.indpred IS NULL, a.attname
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum > 0
WHERE c.relname = %s AND pg_table_is_visible(c.oid) AND k.place <= i.indnkeyatts
ORDER BY i.indexrelid, k.place"""

POSTGRES_REFERENCES = """
SELECT k.conname, a.attname, other.relname, b.attname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class other ON other.oid = k.confrelid
CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS pair(mine, theirs, place)
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine
JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs
WHERE c.relname = %s AND k.contype = 'f' AND pg_table_is_visible(c.oid)
ORDER BY k.conname, pair.place"""

GEOMETRIC = {"point", "line", "lseg", "box", "path", "polygon", "circle"}


def of(vendor):
    """The catalogue of a server: "mysql", "postgresql" or "sqlite"."""
    return {"mysql": MySQL, "postgresql": Postgres, "sqlite": SQLite}[vendor]()


def _rows(cursor, sql, table):
    cursor.execute(sql, [table])
    return cursor.fetchall()


class MySQL:
    """MySQL and MariaDB: information_schema, where invisible columns are seen, too."""

    def columns(self, cursor, table):
        checks = self._checks(cursor, table)
        for row in _rows(cursor, MYSQL_COLUMNS, table):
            name, kind, null, default, extra, comment, charset, generated = map(_text, row)
            if any(check == f"json_valid(`{name}`)" for check in checks):
                kind = "json"
            yield name, kind, bool(row[2]), default, extra, comment, charset or "", generated or ""

    def _checks(self, cursor, table):
        if not cursor.db.mysql_is_mariadb:
            return []
        return [
            _text(clause).strip("()") + ")" for (clause,) in _rows(cursor, MARIADB_CHECKS, table)
        ]

    def indexes(self, cursor, table):
        key, unique, indexes = (), [], []
        found = _rows(cursor, MYSQL_INDEXES, table)
        for (name, repeats, kind), rows in groupby(found, key=lambda row: row[:3]):
            columns = tuple(row[3] for row in rows)
            if name == "PRIMARY":
                key = columns
            elif not repeats:
                unique.append(columns)
            elif kind in {"BTREE", "HASH"}:
                indexes.append(columns)
        return key, unique, indexes

    def references(self, cursor, table):
        return _rows(cursor, MYSQL_REFERENCES, table)


class Postgres:
    """PostgreSQL: pg_catalog; enumerations come as MySQL writes them, domains as their base."""

    def columns(self, cursor, table):
        for row in _rows(cursor, POSTGRES_COLUMNS, table):
            name, kind, null, default, extra, comment, charset, generated = row
            kind = "geometric" if kind in GEOMETRIC else kind  # a text here, and not MySQL's bytes
            yield name, kind, null, default, extra, comment or "", charset, generated or ""

    def indexes(self, cursor, table):
        key, unique, indexes = (), [], []
        found = _rows(cursor, POSTGRES_INDEXES, table)
        for (_, primary, is_unique), rows in groupby(found, key=lambda row: row[:3]):
            columns = tuple(row[3] for row in rows)
            if primary:
                key = columns
            else:
                (unique if is_unique else indexes).append(columns)
        return key, unique, indexes

    def references(self, cursor, table):
        return _rows(cursor, POSTGRES_REFERENCES, table)


class SQLite:
    """SQLite: its pragmas. Types are what was declared, in any spelling."""

    def columns(self, cursor, table):
        for row in self._pragma(cursor, "table_xinfo", table):
            _, name, kind, required, default, place, hidden = row
            if hidden != 1:
                generated = "yes" if hidden else ""
                null = not required and not place
                yield name, (kind or "").lower(), null, default, "", "", "", generated

    def indexes(self, cursor, table):
        unique, indexes = [], []
        for _, name, is_unique, _, partial in self._pragma(cursor, "index_list", table):
            columns = tuple(row[2] for row in self._pragma(cursor, "index_info", name))
            (unique if is_unique and not partial else indexes).append(columns)
        places = [(row[5], row[1]) for row in self._pragma(cursor, "table_xinfo", table) if row[5]]
        return tuple(name for _, name in sorted(places)), unique, indexes

    def references(self, cursor, table):
        found = sorted(self._pragma(cursor, "foreign_key_list", table), key=lambda row: row[:2])
        for number, place, other, mine, theirs, *_ in found:
            key, _, _ = self.indexes(cursor, other)
            if theirs or place < len(key):
                yield number, mine, other, theirs or key[place]

    def _pragma(self, cursor, name, table):
        cursor.execute(f"PRAGMA {name}({cursor.db.ops.quote_name(table)})")
        return cursor.fetchall()


def _text(value):
    return value.decode() if isinstance(value, bytes) else value
