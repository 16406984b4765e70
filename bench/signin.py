"""Times the door on one database; prints JSON.

What one password costs, one sign-in of a browser that nobody knows and of one that is known,
a shift of 40 and a school of 200 who sign in from one address, two at a time.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.timing import median_ms, queries  # noqa: E402

PASSWORD = "twelve wet horses on a hill"
REPEATS, CORES = 20, 2
SCHOOL = 200


def sign_in(client, username, password=PASSWORD):
    response = client.post("/login/", {"login": username, "password": password})
    connection.close_if_unusable_or_obsolete()
    return response.status_code


def stranger():
    """A sign-in from a browser that was never here."""
    assert sign_in(Client(SERVER_NAME="localhost"), "staff0") == 302


class Regular:
    """A browser in which somebody signs in every day."""

    def __init__(self):
        self.client = Client(SERVER_NAME="localhost")
        self()

    def __call__(self):
        self.client.cookies.pop("session", None)
        assert sign_in(self.client, "staff1") == 302


def crowd(names):
    """Seconds until all `names` are in, from one address; and how many were refused."""

    def one(name):
        status = sign_in(Client(SERVER_NAME="localhost"), name)
        connection.close()
        return status

    started = time.perf_counter()
    with ThreadPoolExecutor(CORES) as threads:
        statuses = list(threads.map(one, names))
    return round(time.perf_counter() - started, 2), len(statuses) - statuses.count(302)


def measure():
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    hashed = make_password(PASSWORD)
    names = [f"staff{number}" for number in range(SCHOOL)]
    User.objects.bulk_create(User(username=name, name=name, password=hashed) for name in names)
    figures = {"password ms": median_ms(lambda: make_password(PASSWORD), REPEATS)}
    wrong = Client(SERVER_NAME="localhost")
    for name, call in (("unknown browser", stranger), ("known browser", Regular())):
        figures[f"{name} ms"] = median_ms(call, REPEATS)
        figures[f"{name} queries"] = queries(call)
    figures["wrong password ms"] = median_ms(lambda: sign_in(wrong, "staff2", "no"), 5)
    figures["unknown name ms"] = median_ms(lambda: sign_in(wrong, "nobody", "no"), 5)
    for number in (40, SCHOOL):
        figures[f"{number} staff s"], figures[f"{number} staff refused"] = crowd(names[:number])
    return figures


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
