"""Says whether people can go on working while the next version changes the tables."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from legacy.errors import BridgeError, one_line
from legacy.upgrades.rehearsal import BLOCKS, ONLINE, OTHER, PYTHON, ROWS, pending, rehearse
from legacy.upgrades.scratch import rows_of_tables, scratch

ROWS_AT_MOST = 10_000
STOP = "stop the site while it migrates"


class Command(BaseCommand):
    help = (
        "Runs the migrations that are to come on an empty copy of the tables, and prints how"
        " MariaDB makes each change; exits 1 where one keeps people from writing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--rows",
            type=int,
            default=ROWS_AT_MOST,
            metavar="N",
            help=f"a table of up to N rows may be blocked (default: {ROWS_AT_MOST})",
        )

    def handle(self, *, rows, **options):
        try:
            state, migrations = pending(connection)
            if not migrations or connection.vendor != "mysql":
                self.stdout.write(unasked(len(migrations), connection.vendor))
                return
            sizes = rows_of_tables(connection)
            with scratch(connection):
                steps = rehearse(connection, state, migrations)
        except (BridgeError, Error) as error:
            raise CommandError(f"Nobody can say: {one_line(error)}") from None
        # Django adds a column and drops its default: twice the same line.
        self.stdout.write("\n".join(dict.fromkeys(line(step, sizes) for step in steps)))
        if number := sum(step.way in (PYTHON, OTHER) for step in steps):
            self.stdout.write(f"Look at {number} of them yourself: the server cannot say.")
        self.conclude({one.table for one in steps if stops(one)}, sizes, rows)

    def conclude(self, blocked, sizes, rows):
        """Raises CommandError (exit 1) where a large one of the tables `blocked` is among them."""
        if large := sorted(table for table in blocked if sizes.get(table, 0) > rows):
            raise CommandError(f"Nobody can write to {', '.join(large)} meanwhile: {STOP}.")
        self.stdout.write(f"No table of more than {rows:,} rows is kept from being written to.")


def line(step, sizes):
    """What the operator reads of a Step; with the statement below, unless it is harmless."""
    table = f"{step.table} ({sizes.get(step.table, 0):,} rows)" if step.table else "–"
    statement = f"\n    {step.sql}" if stops(step) or step.way == OTHER else ""
    return f"{step.migration}: {step.way}: {table}: {step.operation}{statement}"


def unasked(number, vendor):
    """What is said where no server is asked."""
    if not number:
        return "No migration is to come."
    if vendor == "sqlite":
        return f"{number} to come. SQLite copies a table to change it, under a lock: {STOP}."
    return f"{number} to come. Only MariaDB can be asked how it makes them: {STOP}."


def stops(step):
    """Whether people wait for a Step; in a cluster all nodes do, unless it is done at once."""
    return step.way in (BLOCKS, ROWS) or (settings.CLUSTER and step.way == ONLINE)
