"""What an Excel file that was filled in would change, and doing it."""

import hashlib
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from roster.models import Lesson, Mark, Save
from roster.services.marks import save_marks
from roster.services.register import Entry

LONGEST_SHOWN = 20


@dataclass(frozen=True)
class Change:
    """One mark that the file sets: where it stands, whose, and the statuses (None: blank)."""

    place: str
    student: object
    lesson: object
    before: object
    after: object
    version: int

    @property
    def said(self):
        """The same as plain keys, for `apply_changes`."""
        after = self.after and self.after.pk
        return [self.lesson.pk, self.student.pk, after, self.version]


@dataclass
class Preview:
    """`changes` in the order of the file, `problems` as `(place, name, why)`."""

    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def preview_of(filled, sheet):
    """The Preview of a `workbooks.reading.Filled` against the Sheet of the same days as it is."""
    preview = Preview(problems=[(place, "", why) for place, why in filled.problems])
    rows = {row.student.pk: row for row in sheet.rows}
    places = {lesson.pk: place for place, lesson in enumerate(sheet.lessons)}
    words = words_for(sheet.choices)
    for written in filled.cells:
        text = _text(written.value)
        if text == written.before and not written.is_formula:
            continue
        row, place = rows.get(written.student), places.get(written.lesson)
        name = row.student.name if row else ""
        if row is None or place is None:
            why = _("This student or this lesson is not in the book any more.")
        else:
            lesson, cell = sheet.lessons[place], row.cells[place]
            after = words.get(text.casefold())
            why = _problem(written, text, lesson, cell, after, sheet)
            before = sheet.statuses.get(cell.status_id)
            if not why and before != after:
                change = Change(written.place, row.student, lesson, before, after, cell.version)
                preview.changes.append(change)
        if why:
            preview.problems.append((written.place, name, why))
    return preview


def _text(value):
    return "" if value is None else str(value).strip()


def words_for(statuses):
    """What a person may write for each status: its symbol, its name in both languages, its code."""
    words = {"": None}
    for status in statuses:
        for word in (status.symbol, status.name_ko, status.name_en, status.code):
            words.setdefault(word.casefold(), status)
    return words


def _problem(written, text, lesson, cell, after, sheet):
    """Why a cell cannot be taken, or None."""
    if written.is_formula:
        return _("This is a formula and no status.")
    if after is None and text:
        shown = text[:LONGEST_SHOWN]
        return _("“%(text)s” is no status of this course.") % {"text": shown}
    if lesson.is_cancelled:
        return _("This lesson was cancelled.")
    if lesson.is_locked:
        return _("This lesson is locked.")
    if not (cell.is_enrolled or cell.version):
        return _("This student was not enrolled on that day.")
    if cell.version != written.version and cell.status_id != (after and after.pk):
        present = sheet.statuses.get(cell.status_id)
        shown = f"{present.symbol} {present.name}" if present else _("blank")
        return _("Meanwhile changed in the book: %(status)s.") % {"status": shown}
    return None


@transaction.atomic
def apply_changes(said, user):
    """Saves what `Change.said` says of each change, all or nothing; returns how many marks changed.

    The same changes again change nothing. Raises what `save_marks` raises.
    """
    lessons = {}
    for lesson, student, status, version in said:
        lessons.setdefault(lesson, []).append((student, status, version))
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    changed = 0
    for lesson in sorted(lessons):
        saved = save_marks(
            Lesson(pk=lesson),
            _entries(lesson, lessons[lesson]),
            user=user,
            request_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{digest}-{lesson}"),
            origin=Save.Origin.FILE,
            if_markable=True,
        )
        changed += saved.changed
    return changed


def _entries(lesson, changes):
    """Another status keeps the note; minutes and reason were those of the old one."""
    students = [student for student, *_rest in changes]
    notes = Mark.objects.filter(lesson=lesson, student__in=students).values_list("student", "note")
    notes = dict(notes)
    return [
        Entry(student, status, note=notes.get(student, ""), version=version)
        for student, status, version in changes
    ]
