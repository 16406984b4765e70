"""Proves that nothing is lost; the last of the four commands."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from legacy.errors import BridgeError, one_line
from legacy.mapping import read_map
from legacy.maps import refuse_other_name
from legacy.unchanged import Changes
from legacy.verifying.telling import lines
from legacy.verifying.verification import Verification


class Command(BaseCommand):
    help = "Reads both databases again; exits 1 when a mapped row is lost, doubled or wrong."

    def add_arguments(self, parser):
        parser.add_argument("--map", type=Path, help="the map; default: the one used last")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **options):
        hidden = options["no_progress"] or options["verbosity"] == 0 or None
        try:
            plan = read_map(options["map"])
            refuse_other_name(plan)
            done = Verification(plan, Changes(plan).is_same)
            with tqdm(total=done.total(), unit=" rows", disable=hidden, file=self.stderr) as bar:
                done.execute(bar.update)
        except BridgeError as error:
            raise CommandError(str(error)) from None
        except (Error, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Nothing was proved: {one_line(error)}") from None
        self.stdout.write("\n".join(lines(done)))
        self.conclude(done)

    def conclude(self, done):
        """Raises CommandError (exit 1) where something is not proved."""
        if done.faults:
            raise CommandError(f"{done.faults} rows are lost, doubled or wrong.")
        if done.left_out:
            raise CommandError(f"Not looked at: {', '.join(done.left_out)}")
        if done.empty:
            raise CommandError(f"Not one row arrived of {', '.join(done.empty)}; look at the map.")
        self.stdout.write(
            "Everything else has arrived."
            if done.changed
            else "Everything that was mapped has arrived."
        )
