"""Works the queue off: imports, and whatever else takes long."""

from django.core.management.base import BaseCommand

from legacy.queue.worker import Loop, start_again


class Command(BaseCommand):
    help = "Does the work that pages have put into the queue, until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="stop when that process has ended"
        )

    def handle(self, *, once, beside, **options):
        loop = Loop(once, beside)
        loop.stop_at_signals()
        if loop.run():
            start_again()
