"""The morning rush on one database; prints JSON.

    python -m bench.load [--teachers 32] [--lessons 3] [--workers 1 2 4]

Teachers sign in, open today, take a class of 30 as the page does, correct two marks and open the
month, in the rhythm of people and as fast as they can, while gunicorn serves the site with so many
workers. At the end every mark that was acknowledged must be in the database with its history, and
none twice.
"""

import argparse
import datetime
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import roles  # noqa: E402
from accounts.models import User  # noqa: E402
from bench.rush import Teacher  # noqa: E402
from bench.stored import cpu_of  # noqa: E402
from roster.models import Lesson, Mark, MarkEvent, Save  # noqa: E402
from tests.factories import PASSWORD, CourseStaffFactory, course_with, status  # noqa: E402

STUDENTS, PAST = 30, 20
RHYTHMS = {"people": 0.8, "fast": 0}  # seconds between one thing and the next, on average
LONG_AGO = datetime.date(2020, 3, 2)


class Site:
    """The site under gunicorn, as it is deployed."""

    def __init__(self, workers):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        variables = {"PORT": str(self.port), "WEB_CONCURRENCY": str(workers), "BENCH_COST": "1"}
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("gunicorn"), "attendance_site.wsgi"],
            env={**os.environ, **variables},
            stdout=subprocess.DEVNULL,
        )

    def __enter__(self):
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://localhost:{self.port}/healthz", timeout=5)
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit("gunicorn did not start")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def cpu(self):
        """Seconds of CPU that the main process and its workers have taken so far."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return sum(cpu_of(pid) for pid in (self.process.pid, *children.split()))


def database_cpu():
    """Seconds of CPU of the database server; SQLite works within the site."""
    if connection.vendor != "mysql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@pid_file")
        return cpu_of(Path(cursor.fetchone()[0]).read_text().strip())


class School:
    """Teachers with a course of 30 each, and marks of the last days."""

    def __init__(self, teachers):
        hashed = make_password(PASSWORD)
        self.statuses = {code: status(code).pk for code in ("present", "late", "absent")}
        self.courses = [self._course(number, hashed) for number in range(teachers)]

    def _course(self, number, hashed):
        user = User.objects.create(username=f"t{number}", name=f"T {number}", password=hashed)
        user.groups.add(Group.objects.get(name=roles.TEACHER))
        course = course_with(STUDENTS)
        CourseStaffFactory(course=course, user=user)
        students = list(course.enrollments.in_roll_order().values_list("student", flat=True))
        self._past(course, students)
        return {"pk": user.pk, "username": user.username}, course, students

    def _past(self, course, students):
        today = timezone.localdate()
        lessons = Lesson.objects.bulk_create(
            Lesson(
                course=course, date=today - datetime.timedelta(days=day), taken_at=timezone.now()
            )
            for day in range(1, PAST + 1)
        )
        keys = course.lessons.filter(date__lt=today).values_list("pk", flat=True)
        present = self.statuses["present"]
        Mark.objects.bulk_create(
            Mark(lesson_id=lesson, student_id=student, status_id=present)
            for lesson in keys[: len(lessons)]
            for student in students
        )

    def teachers(self, port, number, pause):
        """A Teacher for each course, with `number` new lessons of today; earlier ones make room."""
        Lesson.objects.filter(date=timezone.localdate()).update(date=LONG_AGO)
        found = []
        for seed, (user, course, students) in enumerate(self.courses):
            lessons = [
                Lesson.objects.create(course=course, date=timezone.localdate(), period=period)
                for period in range(1, number + 1)
            ]
            own = [(lesson.pk, course.pk, students) for lesson in lessons]
            found.append(Teacher(port, user, own, self.statuses, pause, seed))
        return found


def rush(school, workers, lessons, pause):
    """The figures of one morning."""
    with Site(workers) as site, ThreadPoolExecutor(len(school.courses)) as threads:
        teachers = school.teachers(site.port, lessons, pause)
        saves = Save.objects.count()
        started = time.perf_counter()
        list(threads.map(lambda teacher: teacher.sign_in(PASSWORD), teachers))
        door = time.perf_counter() - started
        web, database, started = site.cpu(), database_cpu(), time.perf_counter()
        list(threads.map(Teacher.work, teachers))
        seconds = time.perf_counter() - started
        web, database = site.cpu() - web, database_cpu() - database
    said = [one for teacher in teachers for one in teacher.browser.said]
    worked = [one for one in said if one[0] not in ("door", "sign in")]
    errors = [error for teacher in teachers for error in teacher.browser.errors]
    print(*sorted(set(errors)), sep="\n", file=sys.stderr)
    return {
        "requests/s": round(len(worked) / seconds, 1),
        "errors": len(errors),
        "p50 ms": percentile(worked, 50),
        "p95 ms": percentile(worked, 95),
        "p99 ms": percentile(worked, 99),
        "web CPU ms": round(1000 * web / len(worked), 2),
        "database CPU ms": round(1000 * database / len(worked), 2),
        "all signed in s": round(door, 1),
        **proof(teachers, Save.objects.count() - saves),
    }, by_page(worked)


def percentile(said, place):
    """Milliseconds within which so many of 100 answers came."""
    times = sorted(1000 * seconds for _, seconds, *_ in said)
    return round(times[min(len(times) - 1, len(times) * place // 100)], 1)


def by_page(said):
    """Of each kind of request: time, statements and CPU, beside the bare page."""
    kinds = {}
    for one in said:
        kinds.setdefault(one[0], []).append(one)
    bare = statistics.median(one[3] for one in kinds["bare"])
    return {
        kind: {
            "p50 ms": percentile(ones, 50),
            "p95 ms": percentile(ones, 95),
            "queries": round(statistics.median(one[2] for one in ones)),
            "CPU ms": round(statistics.median(one[3] for one in ones), 2),
            "CPU / bare": round(statistics.median(one[3] for one in ones) / bare, 1),
        }
        for kind, ones in kinds.items()
    }


def proof(teachers, saves):
    """What was acknowledged, beside what is in the database; all but the first must be 0."""
    kept = {key: state for teacher in teachers for key, state in teacher.kept.items()}
    lessons = {lesson for lesson, _ in kept}
    marks = Mark.objects.filter(lesson__in=lessons)
    found = {
        (lesson, student): (status_id, version)
        for lesson, student, status_id, version in marks.values_list(
            "lesson", "student", "status", "version"
        )
    }
    events = {}
    for lesson, student, version in MarkEvent.objects.filter(mark__in=marks).values_list(
        "mark__lesson", "mark__student", "version"
    ):
        events.setdefault((lesson, student), []).append(version)
    whole = {key: list(range(1, version + 1)) for key, (_, version) in found.items()}
    return {
        "marks acknowledged": len(kept),
        "lost or wrong": sum(found.get(key) != state for key, state in kept.items()),
        "not asked for": len(found.keys() - kept.keys()),
        "without its history": sum(sorted(events.get(key, ())) != whole[key] for key in found),
        "saved twice": saves - sum(teacher.requests for teacher in teachers),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teachers", type=int, default=32)
    parser.add_argument("--lessons", type=int, default=3, help="of each teacher")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    school, figures = School(given.teachers), {}
    for rhythm, pause in RHYTHMS.items():
        for workers in given.workers:
            name = f"{rhythm}, {workers} workers"
            figures[name], pages = rush(school, workers, given.lessons, pause)
    figures |= {f"{kind} ({name})": page for kind, page in pages.items()}
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
