"""Writes the models of the old database; the first of the four commands."""

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import inspectdb
from django.db import Error, connections

from legacy.errors import one_line
from legacy.files import write_atomically
from legacy.inspection.schema import read_tables
from legacy.inspection.writer import drift, write_models


class Command(inspectdb.Command):
    help = "Reads the schema of the old database and writes LEGACY_MODELS: one model per table."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit 1 when the schema has drifted from the file",
        )
        parser.add_argument("--stdout", action="store_true", help="print instead of writing")

    def handle(self, *, check, stdout, **options):
        text, tables = self.inspect()
        path = settings.LEGACY_MODELS
        if check:
            self.compare(path.read_text() if path.exists() else "", text)
        elif stdout:
            self.stdout.write(text)
        else:
            write_atomically(path, text)
            self.stdout.write(f"{len(tables)} tables written to {path}")

    def inspect(self):
        """The text of the file and the tables in it; one bad table never stops the rest."""
        try:
            tables = read_tables(connections["legacy"], self.report)
        except Error as error:
            raise CommandError(f"The old database cannot be read: {one_line(error)}") from None
        return write_models(tables, self.normalize_col_name), tables

    def report(self, table, error):
        self.stderr.write(f"Left out {table!r}: {one_line(error)}")

    def compare(self, old, new):
        """Raises CommandError (exit 1) with a line for each table that has changed."""
        lines = drift(old, new)
        if lines:
            listed = "\n".join(f"  {line}" for line in lines)
            raise CommandError(f"The schema has drifted; run inspect_legacy.\n{listed}")
        self.stdout.write("The file matches the schema.")
