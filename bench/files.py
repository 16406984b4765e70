"""Files of 20,000 students and 20,000 marks, from the upload to taking them back; prints JSON.

python -m bench.files [ROWS]
"""

import io
import json
import resource
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from bench.book import filled  # noqa: E402
from roster.files.applying import apply  # noqa: E402
from roster.files.checking import check  # noqa: E402
from roster.files.reading import read_file  # noqa: E402
from roster.files.undoing import undo  # noqa: E402
from roster.files.uploading import keep  # noqa: E402
from roster.models import FileImport, Student  # noqa: E402
from tests.factories import OfficeFactory  # noqa: E402

ROWS = 20_000
IN_A_COURSE, DAYS = 40, 20


def students(number):
    """A workbook of new students."""
    yield ("학번", "이름", "생년월일", "연락처", "이메일", "비고")
    for row in range(number):
        phone = f"010-{row // 10_000:04}-{row % 10_000:04}"
        yield (f"S{row:06}", f"학생{row}", "2013-03-01", phone, f"s{row}@example.org", "새 학생")


def changes(number):
    """The same with another note."""
    rows = students(number)
    yield next(rows)
    yield from ((*row[:-1], "바뀐 학생") for row in rows)


def marks(number):
    """Every mark of as many courses as that takes, present before, late in the file."""
    yield ("학번", "강좌", "날짜", "출결")
    for _course in range(number // (IN_A_COURSE * DAYS)):
        course = filled(IN_A_COURSE, DAYS)
        people = Student.objects.of_course(course).values_list("number", flat=True)
        dates = course.lessons.order_by("date").values_list("date", flat=True)
        yield from ((one, course.name, date, "지각") for one in people for date in dates)


def content_of(rows):
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def measure(kind, rows, user, takes_back=True):
    """Seconds of each step, those of the processor beside them, and the most memory so far."""
    content = content_of(rows)
    figures = {"file kB": round(len(content) / 1000)}

    def timed(name, call):
        started, busy = time.perf_counter(), time.process_time()
        done = call()
        figures[f"{name} s"] = round(time.perf_counter() - started, 1)
        figures[f"{name} CPU s"] = round(time.process_time() - busy, 1)
        return done

    lines = timed("read", lambda: read_file("a.xlsx", content))
    made = timed("keep", lambda: keep(kind, "a.xlsx", lines, user))
    timed("look at", lambda: check(made))
    timed("take", lambda: apply(made))
    figures["rows"] = made.counts.get("written", 0)
    if takes_back:
        timed("take back", lambda: undo(FileImport.objects.get(pk=made.pk)))
    figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main(number):
    call_command("migrate", verbosity=0)
    user = OfficeFactory()
    return {
        "new students": measure("students", students(number), user, takes_back=False),
        "changed students": measure("students", changes(number), user),
        "marks": measure("marks", marks(number), user),
    }


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS), sys.stdout)
