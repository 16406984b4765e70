"""Says what is wrong with this site and how to mend it."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from legacy.doctor.findings import PROBLEM, examine


class Command(BaseCommand):
    help = "Says what is wrong and how to mend it; exits 1 when there is a problem."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="the same for programs")

    def handle(self, **options):
        findings = examine()
        if options["json"]:
            listed = [asdict(finding) for finding in findings]
            self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                self.stdout.write(line(finding))
        if number := sum(finding.level == PROBLEM for finding in findings):
            raise CommandError(f"{number} {'problem' if number == 1 else 'problems'}.")


def line(finding):
    """A Finding as the one line that the operator reads."""
    cure = f" → {finding.cure}" if finding.cure else ""
    return f"{finding.level:<8} {finding.check}: {finding.text}{cure}"
