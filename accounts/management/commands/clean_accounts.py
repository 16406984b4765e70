"""Removes what has served its time."""

from django.core.management.base import BaseCommand

from accounts.services import cleaning


class Command(BaseCommand):
    help = "Removes old sign-ins, links, counts, jobs, and unused passwords of the old database."

    def handle(self, **options):
        self.stdout.write(
            f"Removed {cleaning.clean_sign_ins()} sign-ins, {cleaning.clean_links()} links, "
            f"{cleaning.clean_mails()} mails that never left, "
            f"{cleaning.clean_attempts()} counted attempts, {cleaning.clean_jobs()} jobs and "
            f"{cleaning.clean_cache()} entries of the cache; "
            f"dropped {cleaning.drop_old_passwords()} passwords of the old database."
        )
