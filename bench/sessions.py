"""Times sessions on one database; prints JSON.

What an authenticated page costs beside a bare page of Django with the same session, and how
long people wait who sign in while a million expired sessions are cleared.
"""

import json
import os
import signal
import subprocess
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from accounts.models import Attempt, Session  # noqa: E402
from bench.timing import median_ms, queries  # noqa: E402
from tests.factories import PASSWORD, TeacherFactory  # noqa: E402

EXPIRED = int(os.environ.get("BENCH_SESSIONS") or 1_000_000)
CHUNK = 100_000
REPEATS = 200
MINUTES = float(os.environ.get("BENCH_MINUTES") or 60)  # after which the clearing is stopped
QUIET = 60  # seconds of signing in before the clearing begins, to compare with
DJANGO_ALONE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


# Expired over the last month, as large as real ones are, with keys in no order, like digests.
FILL = {
    "mysql": """
        INSERT INTO accounts_session
            (session_key, session_data, expire_date, signed_in_at, last_seen_at, user_agent)
        SELECT SHA1(seq), REPEAT('x', 330), UTC_TIMESTAMP(6) - INTERVAL seq * 2592000 / {n} SECOND,
            UTC_TIMESTAMP(), UTC_TIMESTAMP(), REPEAT('u', 70)
        FROM seq_{first}_to_{last}""",
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT {last} UNION ALL SELECT i - 1 FROM n WHERE i > {first})
        INSERT INTO accounts_session
            (session_key, session_data, expire_date, signed_in_at, last_seen_at, user_agent)
        SELECT printf('%08x%032x', i * 2654435761 % 4294967296, i), printf('%.330c', 'x'),
            strftime('%Y-%m-%d %H:%M:%f', 'now', printf('-%.3f seconds', i * 2592000.0 / {n})),
            datetime('now'), datetime('now'), printf('%.70c', 'u')
        FROM n""",
}


def fill():
    """Makes the expired sessions, the oldest first, as they come in time."""
    for last in range(EXPIRED, 0, -CHUNK):
        limits = {"n": EXPIRED, "first": max(1, last - CHUNK + 1), "last": last}
        with connection.cursor() as cursor:
            # Without Django's hands on it: the text has percent signs and no parameters.
            cursor.cursor.execute(FILL[connection.vendor].format(**limits))


def sign_in():
    """Signs in through the door, with the password; returns the seconds it took."""
    client = Client(SERVER_NAME="localhost")
    started = time.perf_counter()
    response = client.post("/login/", {"login": "bench", "password": PASSWORD})
    took = time.perf_counter() - started
    assert response.status_code == 302, response.status_code
    return took


def sign_ins(goes_on):
    """Seconds that each sign-in took, one after the other, while `goes_on()`."""
    times = []
    while goes_on():
        Attempt.objects.all().delete()  # the limits by address are not what is measured
        times.append(sign_in())
    return sorted(times)


def measure_clearing():
    """Figures of signing in alone, and while all expired sessions are cleared."""
    fill()
    until = time.perf_counter() + QUIET
    alone = sign_ins(lambda: time.perf_counter() < until)
    started = time.perf_counter()
    clearing = subprocess.Popen(
        [sys.executable, "manage.py", "clear_sessions"], stdout=subprocess.DEVNULL
    )
    end = started + 60 * MINUTES
    beside = sign_ins(lambda: clearing.poll() is None and time.perf_counter() < end)
    clearing.terminate()
    assert clearing.wait() in {0, -signal.SIGTERM}
    return {
        "expired": EXPIRED,
        "cleared": EXPIRED - Session.objects.expired(None).count(),
        "seconds": round(time.perf_counter() - started, 1),
        "sign-ins beside it": len(beside),
        **spread("alone", alone),
        **spread("beside it", beside),
    }


def spread(when, times):
    """The median, what one in a hundred takes longer than, and the longest of sorted `times`."""
    places = {"median": len(times) // 2, "99th": len(times) * 99 // 100, "longest": -1}
    return {f"{name} ms {when}": round(1000 * times[place], 1) for name, place in places.items()}


def measure_page():
    """Figures of a page of nothing, with all of the site around it and with Django alone."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(TeacherFactory())
    visit = lambda: client.get("/bare/")  # noqa: E731
    ours = {"ms": median_ms(visit, REPEATS), "queries": queries(visit)}
    with override_settings(MIDDLEWARE=DJANGO_ALONE):
        client.handler.load_middleware()
        alone = {"ms": median_ms(visit, REPEATS), "queries": queries(visit)}
    return {"bare page, the site's": ours, "bare page, Django's": alone}


def measure():
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    TeacherFactory(username="bench", password=PASSWORD)
    return {**measure_page(), "clearing": measure_clearing()}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
