"""The way there and back; run by `manage.py shell` with what to do as JSON in EXPORT_TEST.

Imports, has a teacher change some marks and take a new lesson, exports, runs the file twice on the
old database, imports and exports again. Prints what happened as JSON.
"""

import datetime
import json
import os
import subprocess
import uuid
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from accounts.models import User
from legacy.models import Run
from roster.models import Enrollment, Lesson, Mark, Student
from roster.services.marks import save_marks
from roster.services.register import Entry
from roster.services.rows import rows_of

ask = json.loads(os.environ["EXPORT_TEST"])
codes, note, path = ask["codes"], ask["note"], Path(ask["path"])


def save(lesson, values):
    """Saves (student, code, note, version) for each student of `values`."""
    pks = dict(lesson.course.status_set.statuses.values_list("code", "pk"))
    entries = [Entry(who, pks[code], None, None, said, v) for who, code, said, v in values]
    save_marks(lesson, entries, user=user, request_id=uuid.uuid4())


def change():
    """Gives every imported mark of the last ones with the first code another code; every other
    one a note, too. Returns the last of them."""
    old = Mark.objects.filter(status__code=codes[0]).exclude(legacy_key=None).order_by("-pk")
    marks = list(old.select_related("lesson__course")[: ask["changed"]])
    for number, mark in enumerate(marks):
        code = codes[1 + number % (len(codes) - 1)]
        said = note if number % 2 else ""
        save(mark.lesson, [(mark.student_id, code, said, mark.version)])
    return marks[-1]


def take(course):
    """Takes a new lesson, in which there is also a student whom the old database has not."""
    last = Lesson.objects.filter(course=course).exclude(marks=None).order_by("date").last()
    new = Lesson.objects.create(
        course=course,
        date=last.date + datetime.timedelta(days=ask["days"]),
        starts_at=last.starts_at,
        ends_at=last.ends_at,
        period=last.period,
    )
    stranger = Student.objects.create(name="Stranger")
    Enrollment.objects.create(student=stranger, course=course, starts_on=new.date)
    rows = [row.student_id for row in rows_of(new)]
    save(
        new,
        [
            (who, codes[place % len(codes)], note if place % 2 else "", 0)
            for place, who in enumerate(rows)
        ],
    )
    return len(rows)


def export(**options):
    """What the command says, without the path."""
    out, since = StringIO(), options.pop("since", datetime.date(2020, 1, 1))
    call_command("export_marks", since=since, output=path, stdout=out, no_progress=True, **options)
    return out.getvalue().removeprefix(f"{path}: ").splitlines()


def marks():
    fields = ("pk", "lesson", "student", "status__code", "minutes", "note")
    return list(Mark.objects.order_by("pk").values_list(*fields))


def apply():
    with path.open("rb") as file:
        ran = subprocess.run(ask["apply"], stdin=file, capture_output=True, text=True)
    return ran.stderr + ran.stdout


told = {}
call_command("import_legacy", map=Path(ask["map"]), no_progress=True, stdout=StringIO())
user = User.objects.create_user("teacher-of-the-site", name="T")
one = change()
told["taken"] = take(one.lesson.course) if ask["days"] else 0
told["tomorrow"] = export(since=datetime.date.today() + datetime.timedelta(days=2))
export(format="csv")
told["csv"] = path.read_text(encoding="utf-8-sig")
told["first"] = export()
told["sql"] = path.read_text(encoding="utf-8")
before = marks()
told["applied"] = apply() + apply()
call_command("import_legacy", no_progress=True, stdout=StringIO())
told["again"] = [Run.objects.first().counts["marks"].get(name, 0) for name in ("new", "changed")]
told["marks are as before"] = marks() == before
told["second"] = export()
print(json.dumps(told))
