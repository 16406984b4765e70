"""How long a page takes while thousands of clients say nothing, or half of something; prints JSON.

    python -m bench.slow [--idle 10000] [--half 50] [--bodies 50]

Of idle connections no more than this process may have files (`ulimit -Hn`).
"""

import argparse
import json
import resource
import socket
import statistics
import sys
import time
from contextlib import ExitStack

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench.load import Site  # noqa: E402
from bench.rush import Browser  # noqa: E402

PAGES = 100
HALF = b"GET /login/ HTTP/1.1\r\nHost: loc"
BODY = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nlogin="


def open_all(stack, port, number, said=b""):
    """So many connections, each with `said` and nothing more."""
    for _ in range(number):
        client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        client.sendall(said)


def page(port):
    """Milliseconds of the sign-in page, each on a connection of its own: middle and longest."""
    times, errors = [], 0
    for _ in range(PAGES):
        browser, started = Browser(port), time.perf_counter()
        browser.ask("door", "/login/")
        times.append(1000 * (time.perf_counter() - started))
        errors += len(browser.errors)
    return {
        "p50 ms": round(statistics.median(times), 1),
        "longest ms": round(max(times), 1),
        "errors": errors,
    }


def measure(kinds):
    """Figures without any, and with each of `kinds`: `{name: (number, what they said)}`."""
    with Site(2) as site:
        figures = {"nobody else": page(site.port)}
        for name, (number, said) in kinds.items():
            with ExitStack() as stack:
                open_all(stack, site.port, number, said)
                figures[f"{number:,} {name}"] = page(site.port)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--half", type=int, default=50)
    parser.add_argument("--bodies", type=int, default=50)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    idle = given.idle if files == resource.RLIM_INFINITY else min(given.idle, files - 100)
    kinds = {
        "idle connections": (idle, b""),
        "half requests": (given.half, HALF),
        "half bodies": (given.bodies, BODY),
    }
    json.dump(measure(kinds), sys.stdout)


if __name__ == "__main__":
    main()
