"""Removes what has served its time."""

from django.core.management.base import BaseCommand

from accounts.services import cleaning


class Command(BaseCommand):
    help = "Removes old lines of the sign-in log and old links."

    def handle(self, **options):
        self.stdout.write(
            f"Removed {cleaning.clean_sign_ins()} sign-ins and {cleaning.clean_links()} links."
        )
