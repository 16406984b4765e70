"""What the processes of test_killed.py do; each is run by `manage.py shell`, and most do not live
to see its end."""

import json
import os
import signal
import uuid
from datetime import date  # noqa: F401 - for the lines that are run
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from legacy import taking_back
from legacy.models import Change, Map, Run, SourceState
from roster.models import Course, Enrollment, Lesson, Mark, MarkEvent, Save, Student
from roster.services.marks import save_marks
from roster.services.register import Entry

SAMPLE_MAP = settings.BASE_DIR / "legacy/sample/legacy.toml"
COUNTED = (User, Student, Course, Enrollment, Lesson, Save, Map, Change, SourceState)
SAID = ("status__code", "reason__code", "minutes", "note", "version")
CHANGED = ("mark__legacy_key", "version", "old_note", "new_note", "old_status", "new_status")


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def call(command, **options):
    """Runs a command in this process without a word."""
    with open(os.devnull, "w") as nowhere:
        call_command(command, no_progress=True, stdout=nowhere, **options)


def killed_while_writing(command, **options):
    """Runs a command that dies when half of its text is on the disk."""

    def half(handle, *arguments, **more):
        file = opened(handle, *arguments, **more)
        write = file.write

        def some(text):
            write(text[: len(text) // 2])
            file.flush()
            die()

        file.write = some
        return file

    opened, os.fdopen = os.fdopen, half
    call(command, **options)


def killed_while_taking_back(number):
    """Takes an import back and dies when everything is done, but for saying so."""

    class Dies:
        @property
        def objects(self):
            die()

    taking_back.SourceState = Dies()
    call("import_legacy", undo=number)


def prepare(folder):
    """Imports one course, has a teacher change one mark and the old database the notes of others,
    imports again. Prints the state as JSON, and as it is once the second import is taken back."""
    call("import_legacy", map=_map_of_one_course(Path(folder) / "legacy.toml"))
    teacher = User.objects.create_user("teacher", name="선생")
    mark = Mark.objects.filter(status__code="present", note="").select_related("lesson").first()
    late = mark.lesson.course.status_set.statuses.get(code="late").pk
    entry = Entry(mark.student_id, late, None, 5, "버스", mark.version)
    save_marks(mark.lesson, [entry], user=teacher, request_id=uuid.uuid4())
    others = Mark.objects.exclude(note="").exclude(pk=mark.pk)
    others.update(note="옛 말", imported={"note": "옛 말"})
    call("import_legacy", full=True)
    before = state()
    with transaction.atomic():
        taking_back.take_back(Run.objects.latest("pk").pk)
        after = state()
        transaction.set_rollback(True)
    print(json.dumps({"before": before, "after": after}))


def _map_of_one_course(path):
    text, code = SAMPLE_MAP.read_text(), apps.get_model("source", "Kangjwa").objects.first().pk
    for table in ("chulgyul", "sueop"):
        where = f'table = "{table}"\nwhere = {{ kj_code = "{code}" }}\n'
        text = text.replace(f'table = "{table}"\n', where)
    path.write_text(text)
    return path


def state():
    """What the book says and how it came to that, but for the moments."""
    marks = Mark.objects.order_by("lesson", "student").values_list("lesson", "student", *SAID)
    events = MarkEvent.objects.order_by("mark", "version", "pk").values_list(*CHANGED)
    return {
        "marks": list(map(list, marks)),
        "history": list(map(list, events)),
        "rows": [model.objects.count() for model in COUNTED],
        "runs": list(Run.objects.order_by("pk").values_list("state", flat=True)),
    }


def tell():
    """Prints the state as JSON."""
    print(json.dumps(state()))
