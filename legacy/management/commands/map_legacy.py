"""Writes a map of the old database; the second of the four commands."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from legacy.errors import BridgeError, one_line
from legacy.files import write_atomically
from legacy.guessing.asking import ask
from legacy.guessing.guess import NothingFound, guess
from legacy.guessing.profiles import profile
from legacy.guessing.writing import as_data, write_map
from legacy.mapping import parse_map
from legacy.maps import source_name
from legacy.source_models import all_models

NO_ATTENDANCE = 3


class Command(BaseCommand):
    help = "Looks at the old database and writes a map: what is in which table, and why."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, default=Path("legacy.toml"), metavar="FILE")
        parser.add_argument("--force", action="store_true", help="overwrite FILE")
        parser.add_argument("--json", action="store_true", help="print it as JSON instead")
        parser.add_argument("--name", help="the source's name; default: that of the database")
        parser.add_argument("--ask", action="store_true", default=None, help="ask what is open")
        parser.add_argument("--no-ask", action="store_false", dest="ask")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *, output, force, name, ask, **options):
        if output.exists() and not (force or options["json"]):
            raise CommandError(f"{output} is there already; --force overwrites it")
        try:
            made = guess(self.profiles(options), name or source_name())
            if ask or ask is None and sys.stdin.isatty() and not options["json"]:
                self.ask(made)
            text = write_map(made)
            parse_map(text)
            if options["json"]:
                self.stdout.write(json.dumps(as_data(made), ensure_ascii=False, indent=2))
                return
            write_atomically(output, text)
        except NothingFound as error:
            raise CommandError(str(error), returncode=NO_ATTENDANCE) from None
        except BridgeError as error:
            raise CommandError(str(error)) from None
        except (Error, OSError) as error:
            raise CommandError(f"The map cannot be made: {one_line(error)}") from None
        self.tell(made, output)

    def profiles(self, options):
        """The profiled tables, with a progress bar."""
        models = all_models()
        if not models:
            raise BridgeError("There are no models of the old database; run inspect_legacy first")
        hidden = options["no_progress"] or options["verbosity"] == 0 or options["json"] or None
        with tqdm(total=len(models), unit=" tables", disable=hidden, file=self.stderr) as bar:
            return profile(models, lambda table: bar.update(), self.report)

    def report(self, table, error):
        self.stderr.write(f"Left out {table!r}: {one_line(error)}")

    def ask(self, made):
        def read(prompt):
            self.stdout.write(prompt, ending="")
            self.stdout.flush()
            return sys.stdin.readline()

        ask(made.questions, read, self.stdout.write)

    def tell(self, made, output):
        for found in made.found:
            self.stdout.write(f"{found.target:<14}{found.rows['table']} ({found.confidence:.0%})")
        for question in made.questions:
            self.stdout.write(f"Please check: {question.text}")
        self.stdout.write(f"Written to {output}. Next: import_legacy --map {output} --dry-run")
