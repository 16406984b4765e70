"""Prints the old row behind a row of the site."""

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from legacy.errors import one_line
from legacy.mapping import active_map
from legacy.overview import old_row_of
from legacy.targets import registry


class Command(BaseCommand):
    help = "Shows the row of the old database behind a student, course, staff member …"

    def add_arguments(self, parser):
        parser.add_argument("target", help="students, courses, staff, enrollments, lessons …")
        parser.add_argument("id", type=int, help="its number at the site, as in the address")

    def handle(self, *, target, id, **options):
        if target not in registry or not hasattr(registry[target].model, "legacy_ref"):
            raise CommandError(f"There is no target {target!r}")
        declared = registry[target]
        instance = declared.model.objects.filter(pk=id).first()
        if instance is None:
            raise CommandError(f"The site has no {target} with the number {id}")
        if not instance.legacy_ref:
            raise CommandError(f"{instance} did not come from the old database")
        try:
            old = old_row_of(instance, declared, active_map())
        except Error as error:
            raise CommandError(f"The old database cannot be read: {one_line(error)}") from None
        if old is None:
            raise CommandError(f"{instance.legacy_ref} is gone from the old database")
        self.stdout.write(f"{instance}: {old.table} {old.key}")
        for column, title, value, fields in old.cells:
            said = f"  → {fields}" if fields else ""
            self.stdout.write(f"  {column} ({title}) = {value!r}{said}")
