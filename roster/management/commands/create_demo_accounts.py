"""Makes the demo accounts of the bundled sample."""

from django.core.management.base import BaseCommand, CommandError

from roster.demo import NotTheSample, create_demo_accounts


class Command(BaseCommand):
    help = "Makes the demo accounts of the bundled sample; changes none that is there."

    def handle(self, **options):
        try:
            made = create_demo_accounts()
        except NotTheSample:
            raise CommandError("Demo accounts belong to the bundled sample only.") from None
        if made:
            self.stdout.write(f"Made the demo accounts {', '.join(made)}.")
