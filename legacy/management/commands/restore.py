"""Puts a backup back."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from legacy.copies.restoring import restore
from legacy.errors import BridgeError, one_line


class Command(BaseCommand):
    help = "Puts a backup into the database that DATABASE_URL names, which must be empty."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what `backup` has written")
        parser.add_argument(
            "--overwrite", action="store_true", help="delete what the database has now"
        )

    def handle(self, *, file, overwrite, **options):
        try:
            done = restore(file, connection, overwrite)
        except (BridgeError, OSError) as error:
            raise CommandError(one_line(error)) from None
        made_at = timezone.localtime(done.made_at)
        self.stdout.write(
            f"The site is as it was at {made_at:%Y-%m-%d %H:%M}; {done.files} attached files"
        )
        if done.missing_migrations:
            self.stdout.write("The backup is of an older site: manage.py migrate")
