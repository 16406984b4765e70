"""Times the pages of the book on one database; prints JSON.

For classes of 30 and 300: taking attendance (GET and POST), and for a class of 30 with 25
lessons the month book. Each beside a bare Django page with the same session and user.
"""

import datetime
import json
import re
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from bench.timing import median_ms, queries  # noqa: E402
from roster.models import Mark  # noqa: E402
from tests.factories import LessonFactory, OfficeFactory, course_with, status  # noqa: E402

GET_REPEATS, POST_REPEATS = 40, 20
SIZES = (30, 300)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


class Visitor:
    """A signed-in member of the office."""

    def __init__(self):
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(OfficeFactory())

    def get(self, address):
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response

    def post(self, address, data):
        response = self.client.post(address, data)
        assert response.status_code == 302, (address, response.status_code)


class Register:
    """The page of one lesson, posted with every mark changed each time."""

    def __init__(self, visitor, lesson):
        self.visitor, self.address = visitor, f"/lessons/{lesson.pk}/"
        self.statuses = [str(status(code).pk) for code in ("present", "late", "absent")]
        self.posts = 0

    def data(self):
        """What a browser would send after somebody changed every student."""
        page = self.visitor.get(self.address).content.decode()
        data = {name: value for name, value in HIDDEN.findall(page) if name != "next"}
        chosen = self.statuses[self.posts % len(self.statuses)]
        self.posts += 1
        names = set(re.findall(r'name="(marks-\d+-status)"', page))
        return data | dict.fromkeys(names, chosen)

    def get(self):
        self.visitor.get(self.address)

    def measure_post(self, repeats):
        """Median milliseconds of a POST; reading the form before it is not timed."""
        return median_ms(lambda data: self.visitor.post(self.address, data), repeats, self.data)


def measure_register(visitor, students):
    """Figures of one class's page."""
    lesson = LessonFactory(course=course_with(students))
    register = Register(visitor, lesson)
    post = register.measure_post(POST_REPEATS)
    data = register.data()
    return {
        "GET ms": median_ms(register.get, GET_REPEATS),
        "GET queries": queries(register.get),
        "POST ms": post,
        "POST queries": queries(lambda: visitor.post(register.address, data)),
    }


def measure_book(visitor, students=30, lessons=25):
    """Figures of a month book."""
    course = course_with(students)
    present = status("present")
    first = datetime.date(2026, 11, 1)
    for number in range(lessons):
        lesson = LessonFactory(course=course, date=first + datetime.timedelta(days=number))
        stays = course.enrollments.values_list("student", flat=True)
        Mark.objects.bulk_create(
            Mark(lesson=lesson, student_id=student, status=present) for student in stays
        )
    address = f"/courses/{course.pk}/book/?month=2026-11"
    call = lambda: visitor.get(address)  # noqa: E731
    return {"GET ms": median_ms(call, GET_REPEATS), "GET queries": queries(call)}


def measure():
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    visitor = Visitor()
    figures = {}
    for students in SIZES:
        figures[f"lesson of {students}"] = measure_register(visitor, students)
    figures["book of 30 × 25"] = measure_book(visitor)
    for name, address in (("today", "/"), ("courses", "/courses/"), ("students", "/students/")):
        call = lambda address=address: visitor.get(address)  # noqa: E731
        figures[name] = {"GET ms": median_ms(call, GET_REPEATS), "GET queries": queries(call)}
    bare = lambda: visitor.get("/bare/")  # noqa: E731
    figures["bare page"] = {"GET ms": median_ms(bare, GET_REPEATS), "GET queries": queries(bare)}
    return figures


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
