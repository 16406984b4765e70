"""Times reports on one database, while the site grows; prints JSON.

    python -m bench.reports [MILLIONS …]

A course has 40 students and 100 lessons on as many days, of which they miss one in twenty and are
late for another; three lates make an absence. The site around it grows to so many million marks
(1), all of the same hundred days: the reports about four weeks read three tenths of them, that of
who is at risk all. The file holds the marks of 25 courses, 100,000 of them.
"""

import datetime
import json
import sys
import tempfile
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.book import BLOCK, FIRST, ON_MARIADB, _peak, filled, grow  # noqa: E402
from bench.timing import median_ms, queries  # noqa: E402
from roster.models import Course  # noqa: E402
from roster.reports import KINDS, marks  # noqa: E402
from roster.reports.files import write_xlsx  # noqa: E402
from roster.reports.scope import Scope  # noqa: E402
from tests.factories import PolicyFactory, status  # noqa: E402

DAY = datetime.timedelta(days=1)
LAST = FIRST + 99 * DAY
WEEKS = 28 * DAY
REPEATS = 3
OF_COURSE = ("weeks", "places", "students", "days", "risk")
OF_SITE = ("weeks", "courses", "students", "days", "risk", "registers")
ONE_IN_TWENTY = "(lesson_id * 7 + student_id * 3) % 20"


def mix():
    """Makes some absent and some late."""
    PolicyFactory(lates_per_absence=3, grace_minutes=5)
    with connection.cursor() as cursor:
        for place, code in enumerate(("absent", "late")):
            where = f"WHERE {ONE_IN_TWENTY} = {place}"
            cursor.execute(f"UPDATE roster_mark SET status_id = {status(code).pk} {where}")


def measure_reports(names, courses):
    """Median time and queries of some reports of the last four weeks."""
    scope = Scope(LAST - WEEKS, LAST, courses)
    figures = {}
    for name in names:
        call = lambda name=name: KINDS[name].make(scope)  # noqa: E731
        figures |= {f"{name} ms": median_ms(call, REPEATS), f"{name} queries": queries(call)}
    return figures


def measure_file(block):
    """Seconds and memory to write 100,000 marks as .xlsx."""
    courses = Course.objects.filter(pk__in=[course.pk for course in block])
    before, started = _peak(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, "marks", marks.columns(), marks.all_lines(Scope(FIRST, LAST, courses)))
        return {
            "seconds": round(time.perf_counter() - started, 1),
            "MB": _peak() - before,
            "file kB": round(file.tell() / 1000),
        }


def measure(millions):
    """All figures of this database."""
    call_command("migrate", verbosity=0)
    block, blocks, figures = [filled(40, 100) for _ in range(BLOCK)], 1, {}
    mix()
    figures["100,000 marks as .xlsx"] = measure_file(block)
    one = Course.objects.filter(pk=block[0].pk)
    for million in millions:
        for number in range(blocks, 10 * million):
            grow(block, number)
        blocks = 10 * million
        if ON_MARIADB:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE TABLE roster_mark, roster_lesson, roster_enrollment")
        figures[f"a course in {million} M"] = measure_reports(OF_COURSE, one)
        figures[f"the site of {million} M"] = measure_reports(OF_SITE, None)
    return figures


if __name__ == "__main__":
    json.dump(measure([int(text) for text in sys.argv[1:]] or [1]), sys.stdout)
