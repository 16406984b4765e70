"""Removes what has been kept long enough."""

from django.core.management.base import BaseCommand

from roster.services.retention import apply_retention


class Command(BaseCommand):
    help = "Anonymises and removes what the settings KEEP_..._DAYS say; for every night."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count, and remove nothing")

    def handle(self, dry_run, **options):
        for what, days, number in apply_retention(dry_run):
            kept = f"kept {days} days" if days else "kept for ever"
            self.stdout.write(f"{what}: {kept}, {number} {'due' if dry_run else 'removed'}")
