"""Walks the site as every role until so many requests are sent; exits 1 when it found a fault.

script/fuzz [--requests N] [--seed N] [--role ROLE ...]
"""

import argparse
import logging
import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from legacy.sample.writers import write_sqlite  # noqa: E402
from roster.days import today  # noqa: E402
from tests.fuzz.walk import Walk  # noqa: E402
from tests.fuzz.world import ROLES, build  # noqa: E402

STEPS = 60  # requests of one walk


def arguments():
    parser = argparse.ArgumentParser(prog="script/fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=6_000, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of chance (%(default)s)")
    parser.add_argument("--role", nargs="+", choices=ROLES, default=list(ROLES))
    return parser.parse_args()


def walk(given):
    """Sends the requests; returns `({kind: first Fault}, number of requests)`."""
    found, sent, number = {}, 0, given.seed * 1_000_000
    with transaction.atomic():
        world = build()
        while sent < given.requests:
            role = given.role[number % len(given.role)]
            one = Walk(world, role, random.Random(number))
            for fault in one.steps(STEPS):
                if fault.kind not in found:
                    print(f"\n{fault.kind}\n  {fault.request}\n{fault.detail}", flush=True)
                found.setdefault(fault.kind, fault)
            sent, number = sent + one.sent, number + 1
        transaction.set_rollback(True)
    return found, sent


def main():
    given = arguments()
    setup_test_environment(debug=False)
    logging.disable(logging.CRITICAL)  # refusals are what is expected
    write_sqlite(settings.SAMPLE_FILE, today=today())
    made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    started = time.monotonic()
    try:
        found, sent = walk(given)
    finally:
        connections["legacy"].close()
        teardown_databases(made, verbosity=0)
    seconds = time.monotonic() - started
    print(f"{sent:,} requests in {seconds:.0f} s; {len(found)} kinds of fault")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
