"""Finds what the rules say, and empties the outbox."""

from django.core.management.base import BaseCommand

from roster.alerts.collecting import collect, is_paused
from roster.alerts.listing import preview_of
from roster.alerts.outbox import send_due
from roster.alerts.scheduling import is_scheduled, schedule
from roster.models import AlertRule


class Command(BaseCommand):
    help = "Writes down what the active alert rules find, and sends what waits in the outbox."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say who would get what")

    def handle(self, *, dry_run, **options):
        if is_paused():
            self.stdout.write("Today is a holiday: nothing is sent")
            return
        if dry_run:
            self._preview()
            return
        found, done = collect(), send_due()
        self.stdout.write(f"{found} new; sent {done['sent']}, cancelled {done['cancelled']}, ")
        self.stdout.write(f"put off {done['waiting']}, failed {done['failed']}")
        if AlertRule.objects.active().exists() and not is_scheduled():
            schedule()  # the worker's own round had stopped

    def _preview(self):
        for rule in AlertRule.objects.active():
            for line in preview_of(rule):
                dates = ", ".join(str(lesson.date) for lesson in line.lessons)
                people = ", ".join(
                    f"{one.name} <{one.email or one.phone}>" for one in line.recipients
                )
                self.stdout.write(f"{rule}: {line.student} {dates} -> {people or 'nobody'}")
