"""Runs migrations on an empty copy of the tables: the server says how it makes each change."""

import re
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.backends.mysql.schema import DatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor

AT_ONCE, ONLINE, BLOCKS = "at once", "others go on writing", "blocks writes"
NEW, ROWS, PYTHON, OTHER = "new table", "writes rows", "runs Python", "other"
REFUSED = {1064, 1845, 1846}  # ALGORITHM or LOCK is not supported for this change, or not known
ALTERS = re.compile(r"(ALTER TABLE|CREATE (?:\w+ )?INDEX)\b", re.IGNORECASE)
DROPS = re.compile(r"DROP INDEX (\S+) ON (\S+)$", re.IGNORECASE)
TABLE = re.compile(
    r"(?:\b(?:TABLE|UPDATE|INTO|FROM)|^CREATE .*?INDEX .*? ON)"
    r" (?:IF (?:NOT )?EXISTS )?`?([^`\s(;]+)`?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """One statement of a migration, or an operation that is none: the `table` it changes, `way` the
    way in which the server does that."""

    migration: str
    operation: str
    way: str
    table: str = ""
    sql: str = ""


def pending(connection):
    """(the project state as applied, the migrations that are not) of the site."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    applied = sorted(executor.loader.applied_migrations.keys() & graph.nodes.keys())
    plan = executor.migration_plan(graph.leaf_nodes())
    return executor.loader.project_state(applied), [migration for migration, _ in plan]


def rehearse(connection, state, migrations):
    """Runs `migrations` upon a ProjectState, on tables without rows; returns the Steps."""
    made, steps = set(), []
    for migration in migrations:
        with Asking(connection, str(migration), made, steps) as editor:
            for operation in migration.operations:
                before = state.clone()
                operation.state_forwards(migration.app_label, state)
                editor.operation = operation.describe()
                if operation.reduces_to_sql:
                    operation.database_forwards(migration.app_label, editor, before, state)
                else:
                    steps.append(Step(str(migration), editor.operation, PYTHON))
            editor.operation = "at the end"
    return steps


class Asking(DatabaseSchemaEditor):
    """Runs each statement in the gentlest way that the server accepts, and notes which it was."""

    def __init__(self, connection, migration, made, steps):
        super().__init__(connection)
        self.migration, self.made, self.steps = migration, made, steps
        self.operation = ""

    def execute(self, sql, params=()):
        # MariaDB's DROP INDEX is short for an ALTER TABLE, and cannot be asked.
        sql = DROPS.sub(r"ALTER TABLE \2 DROP INDEX \1", str(sql).strip().rstrip(";"))
        named = TABLE.search(sql)
        table = named[1] if named else ""
        way = self._run(sql, params, table)
        self.steps.append(Step(self.migration, self.operation, way, table, sql))

    def _run(self, sql, params, table):
        if not ALTERS.match(sql) or table in self.made:
            super().execute(sql, params)
            return self._kind(sql, table)
        comma = "," if sql.upper().startswith("ALTER") else ""
        for way, words in ((AT_ONCE, "ALGORITHM=INSTANT"), (ONLINE, "LOCK=NONE")):
            try:
                super().execute(f"{sql}{comma} {words}", params)
            except DatabaseError as error:
                if error.args[0] not in REFUSED:
                    raise
            else:
                return way
        super().execute(sql, params)
        return BLOCKS

    def _kind(self, sql, table):
        word = sql.split(None, 1)[0].upper()
        if word == "CREATE":
            self.made.add(table)
        if table in self.made:
            return NEW
        return {"DROP": AT_ONCE, "RENAME": AT_ONCE}.get(word, ROWS if table else OTHER)
