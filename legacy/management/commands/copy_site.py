"""Moves a site to another database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from legacy.copies.moving import copy_site
from legacy.errors import BridgeError, one_line


class Command(BaseCommand):
    help = (
        "Copies everything from the site's database at COPY_FROM_URL (an environment variable)"
        " into the new and migrated one at DATABASE_URL, whatever kind each is of."
    )
    requires_system_checks = ()

    def handle(self, **options):
        if settings.COPIED not in settings.DATABASES:
            raise CommandError("Put where the site is now into COPY_FROM_URL")
        try:
            for done in copy_site(connections[settings.COPIED], connection):
                self.stdout.write(f"{done.table:<32} {done.rows:>12,}")
        except BridgeError as error:
            raise CommandError(one_line(error)) from None
        self.stdout.write("All is there; compare both with manage.py verify_book")
