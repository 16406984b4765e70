"""Gathers the marks that were entered or changed here, and what the old database needs of them."""

import tomllib
from collections import Counter

from legacy.errors import BridgeError
from legacy.references import References
from legacy.values import text
from roster.exporting.changes import Export, Unsayable
from roster.exporting.columns import Columns
from roster.exporting.forwards import Forwards
from roster.exporting.rows import SHAPES, RowWriter
from roster.exporting.scanning import empty_cells, parts_of, scan
from roster.models import Enrollment, Lesson, Mark

REFERENCES = {"student": "students", "course": "courses", "lesson": "lessons"}


def export_marks(plan, since, progress=lambda rows: None):
    """The Export of what was entered or changed here since the moment `since`.

    `progress(rows)` is called while the old marks are read. Raises BridgeError where attendance
    is kept in a shape that rows cannot be put into.
    """
    sources = plan.sources("marks") if plan else []
    if not sources:
        raise BridgeError("No map is in use that says where marks are; run import_legacy first")
    for source in sources:
        for word, shape in SHAPES.items():
            if getattr(source, word):
                raise BridgeError(f"{source.table} keeps {shape}: marks cannot be put into those")
    marks = Mark.objects.entered_here_since(since).with_lessons()
    marks = marks.select_related("student").order_by("lesson__date", "lesson", "pk")
    return Exporter(plan, sources, list(marks), progress).execute()


class Exporter:
    """Turns marks into changes: of the rows they came from, or of new ones."""

    def __init__(self, plan, sources, marks, progress):
        self.plan, self.marks, self.progress = plan, marks, progress
        self.export, self.rows = Export(), {}
        self.places = _places(marks)
        references, keys = References(plan), _keys(marks)
        wanted = {mark.legacy_key for mark in marks if mark.legacy_key}
        self.writers = []
        for number, source in enumerate(sources):
            found, habits = scan(plan, source, wanted, progress)
            parts = {
                name: parts_of(plan, target, source.values[name].to, keys[name])
                for name, target in REFERENCES.items()
                if name in source.values
            }
            columns = Columns(source, habits, parts, _declared(plan, number))
            forwards = Forwards(plan, references, source)
            # Who is not listed was there (or not): of a lesson that was not held, it says nothing.
            listed = bool(source.unlisted and plan.sources("lessons"))
            writer = RowWriter(source, columns, forwards, of_old_lessons=listed)
            self.writers.append(writer)
            self.rows |= {key: (writer, row) for key, row in found.items()}

    def execute(self):
        """Returns the Export."""
        new = []
        for mark in self.marks:
            if mark.legacy_key in self.rows:
                writer, row = self.rows[mark.legacy_key]
                self._try(mark, [lambda w=writer, m=mark, r=row: w.update(m, r)])
            else:
                new.append(mark)
        cells = [one for one in self.writers if one.source.columns]
        if cells:
            self._fill(new, cells)
        else:
            for mark in new:
                tries = [lambda w=writer, m=mark: self._insert(w, m) for writer in self.writers]
                self._try(mark, tries)
        return self.export

    def _try(self, mark, ways):
        """Takes the first of `ways` that can be said."""
        reason = ""
        for way in ways:
            try:
                change = way()
            except Unsayable as error:
                reason = reason or str(error)
                continue
            if change is None:
                self.export.same += 1
            else:
                self.export.changes.append(change)
                self._count_lost(mark)
            return
        self.export.left_out.append((mark, reason))

    def _insert(self, writer, mark):
        names = writer.source.values
        if "lesson" not in names and self._is_ambiguous(names, mark):
            raise Unsayable("the old database could not tell which lesson it is")
        return writer.insert(mark)

    def _is_ambiguous(self, names, mark):
        """Whether another lesson, or another course, looks the same in the old database."""
        if "course" not in names:
            stays = Enrollment.objects.filter(student=mark.student, retired_at=None)
            courses = set(stays.on(mark.lesson.date).values_list("course", flat=True))
            if courses != {mark.lesson.course_id}:
                return True
        told = tuple(name for name in ("period", "starts_at") if name in names)
        same = self.places[mark.lesson.course_id, mark.lesson.date]
        mine = [getattr(mark.lesson, name) for name in told]
        return sum([one[name] for name in told] == mine for one in same) > 1

    def _fill(self, marks, writers):
        """Finds the empty cells into which new marks go."""
        waiting = {}
        for mark in marks:
            if mark.status is None:
                self.export.left_out.append((mark, "blank here; there is no old row"))
            elif len(self.places[mark.lesson.course_id, mark.lesson.date]) > 1:
                self.export.left_out.append(
                    (mark, "the old database could not tell which lesson it is")
                )
            else:
                waiting[mark.student_id, mark.lesson.date] = mark
        for writer in writers:
            for row in empty_cells(writer.source) if waiting else ():
                self._fill_cell(writer, row, waiting)
        self.export.left_out += [
            (mark, "there is no empty cell for it") for mark in waiting.values()
        ]

    def _fill_cell(self, writer, row, waiting):
        place = writer.place_of(row)
        mark = waiting.get((place[0], place[2])) if place else None
        if mark and place[1] in {None, mark.lesson.course_id}:
            del waiting[place[0], place[2]]
            self._try(mark, [lambda: writer.fill(mark, row)])

    def _count_lost(self, mark):
        names = {name for writer in self.writers for name in writer.source.values}
        for name in ("minutes", "note", "reason"):
            if name not in names and getattr(mark, name):
                self.export.lost[name] = self.export.lost.get(name, 0) + 1


def _keys(marks):
    """`{field: legacy keys}` of the students, courses and lessons of `marks`."""
    return {
        "student": {mark.student.legacy_key for mark in marks} - {None},
        "course": {mark.lesson.course.legacy_key for mark in marks} - {None},
        "lesson": {mark.lesson.legacy_key for mark in marks} - {None},
    }


def _places(marks):
    """`{(course, date): [{period, starts_at}]}` of all lessons on the days of `marks`."""
    places = {(mark.lesson.course_id, mark.lesson.date): [] for mark in marks}
    courses, dates = {course for course, _ in places}, {date for _, date in places}
    lessons = Lesson.objects.filter(course__in=courses, date__in=dates, cancelled_at=None)
    for lesson in lessons.values("course_id", "date", "period", "starts_at"):
        if (place := (lesson["course_id"], lesson["date"])) in places:
            places[place].append(lesson)
    return places


def _declared(plan, number):
    """`{status: code}` as the map spells the codes of one source of marks."""
    given = tomllib.loads(plan.text)["marks"]
    status = (given if isinstance(given, list) else [given])[number]["status"]
    values = status.get("values", {}) if isinstance(status, dict) else {}
    return {meaning: text(code) for code, meaning in reversed(values.items())}


def reasons(export):
    """(reason, how many marks) of what was left out, the most first."""
    return Counter(reason for _, reason in export.left_out).most_common()
