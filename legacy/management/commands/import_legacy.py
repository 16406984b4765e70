"""Carries rows over; the third of the four commands."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from legacy.dumps import run_on_dump
from legacy.errors import BridgeError, one_line
from legacy.jobs import rejects_path
from legacy.mailing import report, report_failure
from legacy.maps import map_to_import
from legacy.models import Run
from legacy.reading import count_rows
from legacy.running import ImportRun
from legacy.summary import summary, undo_summary
from legacy.taking_back import take_back


class Command(BaseCommand):
    help = "Brings students, courses, lessons, marks … of the old database over, by a map."

    def add_arguments(self, parser):
        parser.add_argument("--map", type=Path, help="the map; default: the newest version")
        parser.add_argument(
            "--from", dest="dump", type=Path, metavar="DUMP", help="a dump (.sql, .sql.gz) instead"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--only", nargs="+", default=(), metavar="TARGET")
        parser.add_argument("--limit", type=int, metavar="N", help="at most N rows of each table")
        parser.add_argument("--rejects", type=Path, help="CSV file for rows that are not taken")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="lessons and marks of that day or later",
        )
        parser.add_argument("--full", action="store_true", help="look at every row, changed or not")
        parser.add_argument(
            "--placeholders",
            action="store_true",
            help="a placeholder for each student whom rows refer to and who is not there",
        )
        parser.add_argument(
            "--retire",
            action="store_true",
            help="also what came from tables that the map does not name any more",
        )
        parser.add_argument("--if-new", action="store_true", help="do nothing when one has run")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take back what a run brought")
        parser.add_argument("--no-progress", action="store_true")
        parser.add_argument(
            "--mail", nargs="+", metavar="ADDRESS", help="report there what is new, or what failed"
        )

    def handle(self, **options):
        try:
            self.carry_out(options)
        except Exception as error:  # of whatever kind: nobody sits before a scheduled run
            if options["mail"]:
                self.mail_failure(error, options["mail"])
            raise

    def mail_failure(self, error, addresses):
        """Says by mail that it failed; where that fails, too, both are told."""
        try:
            report_failure(one_line(error), addresses)
        except BridgeError as second:
            self.stderr.write(str(second))

    def carry_out(self, options):
        """Does what the options say; raises CommandError with one line where it cannot."""
        if options["if_new"] and Run.objects.filter(state=Run.State.DONE).exists():
            self.stdout.write("Imported already.")
            return
        try:
            if options["dump"]:
                self.import_dump(options["dump"])
                return
            if options["undo"] is not None:
                self.stdout.write(undo_summary(take_back(options["undo"])))
                return
            run = self.start(options)
        except BridgeError as error:
            raise CommandError(str(error)) from None
        except (Error, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The import stopped: {one_line(error)}") from None
        self.stdout.write(summary(run))
        if options["mail"] and not run.dry_run:
            self.mail_news(run, options["mail"])

    def mail_news(self, run, addresses):
        """Says by mail what came, where anything did; raises CommandError where it cannot."""
        try:
            report(run, addresses)
        except BridgeError as error:
            raise CommandError(f"Everything was imported. {error}") from None

    def import_dump(self, path):
        """Loads a dump into a private server and runs this command again upon it; exits with its
        code when that is not 0."""
        words = iter(sys.argv[2:])
        kept = []
        for word in words:
            if word == "--from":
                next(words)
            elif not word.startswith("--from="):
                kept.append(word)
        if code := run_on_dump(path, ["inspect_legacy"], ["import_legacy", *kept]):
            sys.exit(code)

    def start(self, options):
        """Runs the import with a progress bar; returns the finished ImportRun."""
        run = ImportRun(
            map_to_import(options["map"]),
            dry_run=options["dry_run"],
            only=options["only"],
            limit=options["limit"],
            since=options["since"],
            full=options["full"],
            placeholders=options["placeholders"],
            retire=options["retire"],
            rejects_path=options["rejects"] or (None if options["dry_run"] else rejects_path),
        )
        total = sum(
            count_rows(source)
            for target in run.targets()
            for source in run.plan.sources(target.name)
        )
        hidden = options["no_progress"] or options["verbosity"] == 0 or None
        with tqdm(total=total, unit=" rows", disable=hidden, file=self.stderr) as bar:
            run.progress = bar.update
            run.execute()
        return run
