"""Proves that the book is whole: after a restore, a move or a fault."""

from django.core.management.base import BaseCommand, CommandError

from roster.record import contradicted, digest_of, missing_files, tables

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Counts the book, compares every mark with its history and every attachment with its"
        " file, and prints a digest by which two copies can be compared; writes nothing."
    )

    def handle(self, **options):
        models = tables()
        for model in models:
            if number := model._base_manager.count():
                self.stdout.write(f"{model._meta.model_name:<20} {number:>12,}")
        self.stdout.write(f"digest {digest_of(models)}")
        faults = [
            *_told("marks are not what their history says", contradicted()),
            *_told("attached files are missing or cut off", missing_files()),
        ]
        if faults:
            raise CommandError("; ".join(faults))


def _told(what, keys):
    keys = list(keys)
    if keys:
        more = ", …" if len(keys) > SHOWN else ""
        yield f"{len(keys)} {what}: {', '.join(map(str, keys[:SHOWN]))}{more}"
