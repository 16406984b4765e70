"""Writes what was entered here for the old system, as a file."""

import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections
from django.utils import timezone
from tqdm import tqdm

from legacy.errors import BridgeError, one_line
from legacy.files import write_atomically
from legacy.mapping import read_map
from legacy.reading import count_rows
from roster.exporting.changes import DELETE, INSERT, UPDATE
from roster.exporting.marks import export_marks, reasons
from roster.exporting.statements import as_csv, as_sql


class Command(BaseCommand):
    help = "Writes marks entered or changed here in the shape and codes of the old database."

    def add_arguments(self, parser):
        parser.add_argument(
            "--since", type=datetime.date.fromisoformat, required=True, metavar="DATE"
        )
        parser.add_argument("--format", choices=("sql", "csv"), default="sql")
        parser.add_argument("--output", type=Path, metavar="FILE")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *, since, format, output, **options):
        path = output or settings.VAR_DIR / "exports" / f"marks-since-{since}.{format}"
        try:
            export = self.read(since, options["no_progress"] or options["verbosity"] == 0 or None)
            vendor = connections["legacy"].vendor
            title = f"Marks entered or changed at the attendance book since {since}"
            text = as_sql(export, vendor, title) if format == "sql" else as_csv(export)
            write_atomically(path, text)
        except (BridgeError, Error, OSError, UnicodeError) as error:
            raise CommandError(f"Nothing was written: {one_line(error)}") from None
        self.tell(export, path)

    def read(self, since, hidden):
        """The Export, with a progress bar."""
        plan = read_map()
        moment = timezone.make_aware(datetime.datetime.combine(since, datetime.time()))
        total = sum(map(count_rows, plan.sources("marks")))
        with tqdm(total=total, unit=" rows", disable=hidden, file=self.stderr) as bar:
            return export_marks(plan, moment, bar.update)

    def tell(self, export, path):
        """What is in the file, and what is not."""
        kinds = ((INSERT, "new"), (UPDATE, "changed"), (DELETE, "removed"))
        told = ", ".join(f"{export.number(action)} {word}" for action, word in kinds)
        self.stdout.write(f"{path}: {told}; {export.same} are there already.")
        for name, number in export.lost.items():
            self.stdout.write(
                f"{number} without their {name}: the old database has no place for it"
            )
        for reason, number in reasons(export):
            self.stdout.write(f"{number} left out: {reason}")
