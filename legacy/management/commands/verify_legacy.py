"""Proves that nothing is lost; the last of the four commands."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from legacy.errors import BridgeError, one_line
from legacy.mapping import read_map
from legacy.reading import count_rows
from legacy.summary import verification_lines
from legacy.verifying import Verification


class Command(BaseCommand):
    help = "Reads both databases again; exits 1 when a mapped row is lost or differs."

    def add_arguments(self, parser):
        parser.add_argument("--map", type=Path, help="the map; default: the one used last")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **options):
        hidden = options["no_progress"] or options["verbosity"] == 0 or None
        try:
            plan = read_map(options["map"])
            total = sum(count_rows(one) for some in plan.by_target.values() for one in some)
            with tqdm(total=total, unit=" rows", disable=hidden, file=self.stderr) as bar:
                done = Verification(plan).execute(bar.update)
        except BridgeError as error:
            raise CommandError(str(error)) from None
        except (Error, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Nothing was proved: {one_line(error)}") from None
        self.stdout.write("\n".join(verification_lines(done)))
        if done.differences:
            raise CommandError(f"{len(done.differences)} rows are lost or differ.")
        if done.empty:
            raise CommandError(f"Not one row arrived of {', '.join(done.empty)}; look at the map.")
        self.stdout.write("Everything that was mapped has arrived.")
