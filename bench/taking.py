"""Times taking attendance on one database; prints JSON.

For classes of 30 and 300: the page, beside a bare Django page with the same session and user; what
one mark and 30 marks cost that are saved by themselves; and what the page weighs, compressed.
"""

import gzip
import json
import re
import sys
import uuid
from pathlib import Path

import django

django.setup()

from django.contrib.staticfiles import finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.pages import Visitor  # noqa: E402
from bench.timing import cpu_ms, median_ms, queries  # noqa: E402
from roster.models import Mark  # noqa: E402
from tests.factories import LessonFactory, course_with, status  # noqa: E402

REPEATS = 40
SIZES = (30, 300)
FILES = re.compile(r'(?:href|src)="/static/([^"]+)"')
# MariaDB goes by the keys that there are.
UNIQUE = None if connection.vendor == "mysql" else ("lesson", "student")
IMPORTS = re.compile(r'from "\./([^"]+)"')


class Autosaver:
    """Sends marks of one lesson as the page does, others each time."""

    def __init__(self, visitor, lesson):
        self.visitor, self.lesson = visitor, lesson
        self.students = list(lesson.course.enrollments.values_list("student_id", flat=True))
        self.codes = [status(code).pk for code in ("late", "absent")]
        self.versions = {}
        self.sent = 0

    def body(self, number):
        """The JSON of a request that changes `number` marks."""
        self.sent += 1
        code = self.codes[self.sent % 2]
        marks = [
            {"student": student, "status": code, "version": self.versions.get(student, 0)}
            for student in self.students[:number]
        ]
        user = User.objects.get().pk
        return json.dumps({"user": user, "request": str(uuid.uuid4()), "marks": marks})

    def send(self, body):
        address = f"/lessons/{self.lesson.pk}/marks/"
        response = self.visitor.client.post(address, body, content_type="application/json")
        assert response.status_code == 200, response.content
        for student, state in response.json()["marks"].items():
            self.versions[int(student)] = state[4]

    def statements(self, number):
        """How many statements change `number` marks, without BEGIN and COMMIT."""
        body = self.body(number)
        with CaptureQueriesContext(connection) as captured:
            self.send(body)
        both = ("BEGIN", "COMMIT")
        return sum(not query["sql"].startswith(both) for query in captured.captured_queries)

    def figures(self, number):
        self.send(self.body(number))
        return {
            "ms": median_ms(self.send, REPEATS, lambda: self.body(number)),
            "CPU ms": cpu_ms(self.send, REPEATS, lambda: self.body(number)),
            "queries": self.statements(number),
        }


def weight(visitor, address):
    """Kilobytes of the page (warm cache) and of everything that it loads (cold), compressed with
    gzip, and of the page with Brotli."""
    page = visitor.client.get(address, headers={"accept-encoding": "gzip"})
    brotli = visitor.client.get(address, headers={"accept-encoding": "gzip, deflate, br"})
    names = set(FILES.findall(gzip.decompress(page.content).decode()))
    code = Path(finders.find("js/lesson.js")).read_text()
    names |= {f"js/{name}" for name in IMPORTS.findall(code)}
    files = [gzip.compress(Path(finders.find(name)).read_bytes()) for name in names]
    return {
        "warm KB": round(len(page.content) / 1024, 1),
        "warm KB, Brotli": round(len(brotli.content) / 1024, 1),
        "cold KB": round((len(page.content) + sum(map(len, files))) / 1024, 1),
    }


def page(get):
    """What one page costs."""
    return {
        "ms": median_ms(get, REPEATS),
        "CPU ms": cpu_ms(get, REPEATS),
        "queries": queries(get),
    }


class BareWrite:
    """A bare page that writes 30 marks with one statement and nothing else."""

    def __init__(self, visitor, lesson):
        self.visitor, self.lesson = visitor, lesson
        self.students = list(lesson.course.enrollments.values_list("student_id", flat=True))[:30]
        self.codes = [status(code) for code in ("late", "absent")]
        self.sent = 0

    def __call__(self):
        self.sent += 1
        self.visitor.get("/bare/")
        with transaction.atomic():
            Mark.objects.bulk_create(
                [
                    Mark(lesson=self.lesson, student_id=student, status=self.codes[self.sent % 2])
                    for student in self.students
                ],
                update_conflicts=True,
                update_fields=("status",),
                unique_fields=UNIQUE,
            )


def measure():
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    visitor, figures = Visitor(), {}
    bare = lambda: visitor.get("/bare/")  # noqa: E731
    lessons = {number: LessonFactory(course=course_with(number)) for number in SIZES}
    figures["bare page"] = page(bare)
    for number, lesson in lessons.items():
        address = f"/lessons/{lesson.pk}/"
        get = lambda address=address: visitor.get(address)  # noqa: E731
        figures[f"page of {number}"] = page(get)
        figures[f"weight of {number}"] = weight(visitor, address)
    figures["bare page and write of 30"] = page(
        BareWrite(visitor, LessonFactory(course=lessons[30].course))
    )
    autosaver = Autosaver(visitor, lessons[300])
    for number in (1, 30):
        figures[f"autosave of {number}"] = autosaver.figures(number)
    return figures


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
