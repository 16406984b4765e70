"""Writes a backup of the site, while people work."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from legacy.copies.backups import back_up, default_path, forget
from legacy.errors import BridgeError, one_line


class Command(BaseCommand):
    help = "Writes the site's database, as it is at one moment, and attached files into one file."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=Path, help="where to (var/backups/book-DAY-TIME.zip)"
        )
        parser.add_argument(
            "--keep", type=int, metavar="DAYS", help="delete older backups beside it afterwards"
        )

    def handle(self, *, file, keep, **options):
        path = file or default_path()
        try:
            number = back_up(path, connection)
            forgotten = forget(path, keep) if keep is not None else 0
        except (BridgeError, OSError) as error:
            raise CommandError(one_line(error)) from None
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes, {number} attached files")
        if forgotten:
            self.stdout.write(f"older ones deleted: {forgotten}")
