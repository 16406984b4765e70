"""Writes the models of the old database; the first of the four commands."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import inspectdb
from django.db import Error, connections

from legacy.errors import one_line
from legacy.files import write_atomically
from legacy.inspection.drift import drift
from legacy.inspection.reporting import conclude, report_text
from legacy.inspection.schema import read_tables
from legacy.inspection.writer import write_models


class Command(inspectdb.Command):
    help = "Reads the schema of the old database and writes LEGACY_MODELS: one model per table."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit 1 when the schema has drifted from the file",
        )
        parser.add_argument(
            "--anew",
            action="store_true",
            help="conclude from the data again, although the schema has not changed",
        )
        parser.add_argument("--stdout", action="store_true", help="print instead of writing")
        parser.add_argument(
            "--report", type=Path, help="write what was measured in the data to this file, as JSON"
        )

    def handle(self, *, check, stdout, report, anew=False, **options):
        connection = connections["legacy"]
        try:
            tables = read_tables(connection, self.left_out)
        except Error as error:
            raise CommandError(f"The old database cannot be read: {one_line(error)}") from None
        structure = write_models(tables, self.normalize_col_name)
        if check:
            return self.compare(structure)
        findings, undecided = conclude(tables, connection)
        for column in undecided:
            self.stderr.write(column.told())
        if report:
            self.write(report, report_text(tables, findings, undecided))
        if stdout:
            self.stdout.write(write_models(tables, self.normalize_col_name))
        elif not anew and self.differences(structure) == []:
            self.stdout.write(f"{len(tables)} tables, as {settings.LEGACY_MODELS} has them")
        else:
            self.write(settings.LEGACY_MODELS, write_models(tables, self.normalize_col_name))
            self.stdout.write(f"{len(tables)} tables written to {settings.LEGACY_MODELS}")

    def left_out(self, table, error):
        self.stderr.write(f"Left out {table!r}: {one_line(error)}")

    def write(self, path, text):
        try:
            write_atomically(path, text)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {one_line(error)}") from None

    def differences(self, new):
        """Lines of what has changed since the file was written; None where it is no such file."""
        path = settings.LEGACY_MODELS
        try:
            return drift(path.read_text() if path.exists() else "", new)
        except (SyntaxError, ValueError, KeyError):
            return None

    def compare(self, new):
        """Raises CommandError (exit 1) with a line for each table that has changed."""
        lines = self.differences(new)
        if lines is None:
            raise CommandError(f"{settings.LEGACY_MODELS} is no models file; run inspect_legacy.")
        if lines:
            listed = "\n".join(f"  {line}" for line in lines)
            raise CommandError(f"The schema has drifted; run inspect_legacy.\n{listed}")
        self.stdout.write("The file matches the schema.")
