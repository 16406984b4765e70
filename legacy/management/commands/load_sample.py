"""Makes the sample's old database."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from legacy.sample.writers import write_mysql, write_sqlite


class Command(BaseCommand):
    help = "Makes the bundled sample of an old database, unless it is there already."

    def add_arguments(self, parser):
        parser.add_argument("--refresh", action="store_true", help="make it anew, up to today")
        parser.add_argument("--sql", metavar="FILE", help="write MySQL text to FILE instead")
        parser.add_argument(
            "--today",
            type=datetime.date.fromisoformat,
            metavar="DATE",
            help="the day around which its lessons end (default: today)",
        )

    def handle(self, *, refresh, sql, today, **options):
        path = sql or settings.VAR_DIR / "sample_legacy.sqlite3"
        if not sql and path.exists() and not refresh:
            return
        write = write_mysql if sql else write_sqlite
        try:
            write(path, today=today or timezone.localdate())
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from None
        self.stdout.write(f"Made the sample's old database: {path}")
