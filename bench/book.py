"""Times the month book, its file and the rates on one database; prints JSON.

    python -m bench.book [MILLIONS …]

The book has 40 students and 31 days of three lessons (3,720 cells); the file 100,000 marks. The
rates are those of one course of 40 students and 100 lessons, while the site around it grows to so
many million marks (1 and 3).
"""

import datetime
import gzip
import io
import json
import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.pages import Visitor  # noqa: E402
from bench.timing import median_ms, queries  # noqa: E402
from roster.models import Course, Enrollment, Lesson, Mark  # noqa: E402
from roster.rates import all_rates  # noqa: E402
from roster.sheet import sheet_of  # noqa: E402
from roster.spans import Span  # noqa: E402
from roster.workbooks.writing import write_workbook  # noqa: E402
from tests.factories import course_with, status  # noqa: E402

REPEATS = 10
FIRST = datetime.date(2026, 10, 1)
BLOCK = 25  # courses of 4,000 marks each: what the site grows by, ten of them a million
SHIFT = 1_000_000  # between the keys of one block and the next
SHIFTED = {"course_id", "lesson_id"}
ON_MARIADB = connection.vendor == "mysql"


def filled(students, days, periods=1):
    """A course whose every lesson is taken and marked."""
    course = course_with(students)
    ids = list(course.enrollments.values_list("student", flat=True))
    lessons = [
        Lesson(
            course=course,
            date=FIRST + datetime.timedelta(days=day),
            period=period + 1,
            taken_at=timezone.now(),
        )
        for day in range(days)
        for period in range(periods)
    ]
    present = status("present")
    for lesson in Lesson.objects.bulk_create(lessons):
        Mark.objects.bulk_create(
            Mark(lesson=lesson, student_id=student, status=present) for student in ids
        )
    return course


def measure_page(visitor, address):
    """Median time, queries and size of a page, as it is and compressed."""
    call = lambda: visitor.get(address)  # noqa: E731
    content = call().content
    if content[:2] != b"\x1f\x8b":
        plain, packed = len(content), len(gzip.compress(content))
    else:
        plain, packed = len(gzip.decompress(content)), len(content)
    return {
        "GET ms": median_ms(call, REPEATS),
        "GET queries": queries(call),
        "kB": round(plain / 1000),
        "kB gzip": round(packed / 1000),
    }


def measure_file():
    """Seconds and memory to write 100,000 marks as .xlsx."""
    course = filled(300, 334)
    before = _peak()
    started = time.perf_counter()
    sheet = sheet_of(course, Span(FIRST, FIRST + datetime.timedelta(days=365)))
    read = _peak()
    file = io.BytesIO()
    write_workbook(file, course, sheet)
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "MB to read": read - before,
        "MB to write": _peak() - read,
        "file kB": round(len(file.getvalue()) / 1000),
    }


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_rates(course):
    """Median time of the rates of one course."""
    one = Course.objects.filter(pk=course.pk)
    return {
        "ms": median_ms(lambda: all_rates(one), REPEATS),
        "queries": queries(lambda: all_rates(one)),
    }


def grow(block, number):
    """Copies a block of courses, with all that belongs to it; `number` tells one copy from the
    next."""
    keys = f"BETWEEN {block[0].pk} AND {block[-1].pk}"
    lessons = f"SELECT id FROM roster_lesson WHERE course_id {keys}"
    with connection.cursor() as cursor:
        cursor.execute(_copy(Course, number, f"id {keys}"))
        for model in (Enrollment, Lesson):
            cursor.execute(_copy(model, number, f"course_id {keys}"))
        cursor.execute(_copy(Mark, number, f"lesson_id IN ({lessons})"))


def _copy(model, number, condition):
    names, values = [], []
    for one in model._meta.concrete_fields:
        name = connection.ops.quote_name(one.column)
        names.append(name)
        if one.primary_key or one.column in SHIFTED:
            values.append(f"{name} + {number * SHIFT}")
        elif one.column == "key":
            joined = f"CONCAT({name}, '-{number}')" if ON_MARIADB else f"{name} || '-{number}'"
            values.append(joined)
        else:
            values.append(name)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(names)}) "
        f"SELECT {', '.join(values)} FROM {table} WHERE {condition}"
    )


def measure(millions):
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    visitor = Visitor()
    course = filled(40, 31, 3)
    figures = {}
    for name, path in (("book", "book/"), ("paper", "book/print/"), ("asked again", "book/marks/")):
        address = f"/courses/{course.pk}/{path}?month=2026-10"
        figures[f"{name} of 40 × 93"] = measure_page(visitor, address)
    block = [filled(40, 100) for _ in range(BLOCK)]
    figures["rates of 4,000 in 0.1 M"] = measure_rates(block[0])
    blocks = 1
    for million in millions:
        for number in range(blocks, 10 * million):
            grow(block, number)
        blocks = 10 * million
        if ON_MARIADB:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE TABLE roster_mark, roster_lesson, roster_enrollment")
        figures[f"rates of 4,000 in {million} M"] = measure_rates(block[0])
    figures["100,000 marks as .xlsx"] = measure_file()
    return figures


if __name__ == "__main__":
    json.dump(measure([int(text) for text in sys.argv[1:]] or [1, 3]), sys.stdout)
