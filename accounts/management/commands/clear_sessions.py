"""Clears expired sessions, every night for instance."""

from django.core.management.base import BaseCommand

from accounts.sessions.clearing import clear_expired


class Command(BaseCommand):
    help = "Deletes expired sessions in small batches; nobody who signs in has to wait for it."

    def handle(self, **options):
        cleared = clear_expired()
        self.stdout.write(self.style.SUCCESS(f"{cleared:,} expired sessions cleared."))
