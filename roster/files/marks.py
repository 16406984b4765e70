"""A file of marks: a row for each student at each lesson."""

import uuid
from collections import defaultdict
from itertools import groupby

from legacy.guessing.recognition import words
from legacy.undoing import KEPT, REMOVED
from roster.files.course_index import COURSE, TERM
from roster.files.enrollments import WHO, Who
from roster.files.fields import Field
from roster.files.rows import Action, ModelRows, Verdict, problem
from roster.models import Enrollment, FileRow, Lesson, Mark, Reason, Save, Status
from roster.models.marks import MOST_MINUTES
from roster.querysets.dates import overlap_of
from roster.services.errors import Refused
from roster.services.locks import is_locked
from roster.services.marks import save_marks
from roster.services.register import Entry, values_of
from roster.vocabulary import MARKS
from roster.workbooks.changes import words_for

VALUES = ("status_id", "reason_id", "minutes", "note")
TOGETHER = 500  # rows, of whole lessons


def _field(name, model=Mark, kind="line", **more):
    clue = MARKS.clue(name)
    label = model._meta.get_field(name).verbose_name
    return Field(name, label, clue.words, clue.unlike, kind, **more)


FIELDS = (
    *WHO,
    COURSE,
    TERM,
    _field("date", Lesson, "date", is_required=True, examples=("2026-03-02", "2026-03-02")),
    _field("period", Lesson, "integer"),
    _field("status", longest=40, is_required=True, examples=("지각", "late")),
    Field("reason", Mark._meta.get_field("reason").verbose_name, words("사유, 결석 사유, reason")),
    _field("minutes", kind="integer", limits=(0, MOST_MINUTES), examples=("5", "5")),
    Field(
        "note", Mark._meta.get_field("note").verbose_name, words("비고, 메모, note"), longest=200
    ),
)


class MarkRows(ModelRows):
    """A mark is known by student and lesson: course, day and period."""

    model, fields = Mark, FIELDS

    def __init__(self, file_import):
        super().__init__(file_import)
        self.who, self.words = Who(file_import.match_by), {}
        job = file_import.job
        self.user = job.created_by if job else file_import.created_by

    def owned_fields(self):
        return set()  # whose value a mark has is not a question of fields

    @staticmethod
    def rows_to_take(file_import):
        return FileRow.objects.below_headings(file_import).to_write()

    def chunks(self):
        """Whole lessons together: their marks are saved at once."""
        return _by_lesson(self.rows_to_take(self.file_import))

    def chunks_to_undo(self):
        return _by_lesson(self.file_import.rows.written())

    def load(self, chunk, lock):
        dated = [values for values in chunk if "date" in values]
        found = [self.who.find(values) for values in dated]
        students, courses = ({one[place] for one in found if not one[3]} for place in (0, 1))
        dates = {values["date"] for values in dated}
        self._load_lessons(courses, dates, lock)
        lessons = [one.pk for ones in self.lessons.values() for one in ones]
        marks = Mark.objects.filter(lesson__in=lessons, student__in=students)
        self.there = {(mark.lesson_id, mark.student_id): mark for mark in marks}
        self.stays = defaultdict(list)
        stays = Enrollment.objects.filter(student__in=students, course__in=courses, retired_at=None)
        for one, course, first, last in stays.values_list(
            "student", "course", "starts_on", "ends_on"
        ):
            self.stays[one, course].append((first, last))

    def _load_lessons(self, courses, dates, lock):
        lessons = Lesson.objects.markable_by(self.user).filter(course__in=courses, date__in=dates)
        lessons = lessons.filter(retired_at=None).with_rules().order_by("pk")
        self.lessons = defaultdict(list)
        for lesson in lessons.select_for_update() if lock else lessons:
            self.lessons[lesson.course_id, lesson.date].append(lesson)
            if lesson.status_set not in self.words:
                self.words[lesson.status_set] = _words(lesson.status_set)

    def judge(self, row, values):
        student, course, notes, wrong = self.who.find(values)
        missing = [name for name in ("date", "status") if name not in values]
        if wrong or missing:
            return wrong or problem("missing", field=missing[0])
        lesson, wrong = self._lesson(course, values)
        if wrong:
            return wrong
        if earlier := self.first_row((student, lesson.pk), row):
            return problem("twice", row=earlier)
        mark = self.there.get((lesson.pk, student))
        stays = self.stays[student, course]
        if mark is None and not any(overlap_of(one, (lesson.date,) * 2) for one in stays):
            return problem("not_enrolled")
        return self._verdict(student, lesson, mark, values, notes)

    def _lesson(self, course, values):
        """`(Lesson, None)`, or None and the Verdict that says why there is none."""
        found = self.lessons[course, values["date"]]
        if "period" in values:
            found = [lesson for lesson in found if lesson.period == values["period"]]
        if len(found) != 1:
            return None, problem("several_lessons" if found else "no_lesson")
        if found[0].is_cancelled:
            return None, problem("cancelled")
        if is_locked(found[0]):
            return None, problem("locked")
        return found[0], None

    def _verdict(self, student, lesson, mark, values, notes):
        statuses, reasons = self.words[lesson.status_set]
        status = statuses.get(values["status"].casefold())
        if status is None:
            return problem("no_status", text=values["status"])
        reason = reasons.get(values.get("reason", "").casefold())
        if reason is None and "reason" in values:
            return problem("no_reason", text=values["reason"])
        before = values_of(mark)
        kept = before if before[0] == status.pk else (None, None, None, before[3])
        after = (
            status.pk,
            reason.pk if reason else kept[1],
            values.get("minutes", kept[2]),
            values.get("note", kept[3]),
        )
        said = {"student_id": student} | dict(zip(VALUES, after, strict=True))
        shown = {"version": mark.version if mark else 0} | dict(zip(VALUES, before, strict=True))
        is_blank = mark is None or mark.status_id is None
        action = Action.SAME if after == before else Action.CREATE if is_blank else Action.CHANGE
        return Verdict(action, notes, lesson.pk, shown, said)

    def write(self, rows):
        for lesson, entries in _entries(rows, lambda row: (row.after, row.before["version"])):
            self._save(lesson, entries, "take")

    def _save(self, lesson, entries, what):
        names = sorted(entry.student_id for entry in entries)
        save_marks(
            Lesson(pk=lesson),
            entries,
            user=self.user,
            request_id=uuid.uuid5(
                uuid.NAMESPACE_OID, f"{what} {self.file_import.pk} {lesson} {names}"
            ),
            origin=Save.Origin.FILE,
            if_markable=True,
        )

    def undo(self, rows):
        """Marks get the values that they had, unless somebody has changed them since, or the
        lesson cannot be changed any more."""
        said = {row.number: KEPT for row in rows}
        for lesson, own in groupby(rows, key=lambda row: row.target):
            own = self._untouched(lesson, list(own))
            entries = [entry for _lesson, some in _entries(own, _former) for entry in some]
            try:
                if entries:
                    self._save(lesson, entries, "undo")
            except (Refused, Lesson.DoesNotExist):
                continue
            said |= {row.number: REMOVED for row in own}
        return said

    def _untouched(self, lesson, rows):
        """Those of `rows` whose marks are as the file has made them."""
        list(Lesson.objects.select_for_update().filter(pk=lesson).values_list("pk"))
        marks = {mark.student_id: mark for mark in Mark.objects.filter(lesson=lesson)}
        return [row for row in rows if _is_as_written(marks.get(row.after["student_id"]), row)]

    @staticmethod
    def named(rows):
        """Names of statuses and reasons that rows speak of."""
        keys = defaultdict(set)
        for row in rows:
            for name in ("status_id", "reason_id"):
                keys[name] |= {row.before.get(name), row.after.get(name)} - {None}
        return {
            "status_id": Status.objects.in_bulk(keys["status_id"]),
            "reason_id": Reason.objects.in_bulk(keys["reason_id"]),
        }


def _words(status_set):
    """`({word: Status}, {word: Reason})` of what a person may write."""
    statuses = list(Status.objects.filter(status_set=status_set, retired_at=None))
    found = {word: status for word, status in words_for(statuses).items() if word}
    by_code = {status.code: status for status in statuses}
    for code, others in MARKS.clue("status").meanings.items():
        for word in others if code in by_code else ():
            found.setdefault(word.casefold(), by_code[code])
    reasons = {}
    for reason in Reason.objects.filter(status_set=status_set, retired_at=None):
        for word in (reason.name_ko, reason.name_en, reason.code):
            reasons.setdefault(word.casefold(), reason)
    return found, reasons


def _by_lesson(rows):
    """Lists of rows of whole lessons, of about TOGETHER rows."""
    pairs = list(rows.order_by("target", "number").values_list("target", "pk"))
    waiting = []
    for _lesson, some in groupby(pairs, key=lambda pair: pair[0]):
        waiting += [pk for _target, pk in some]
        if len(waiting) >= TOGETHER:
            yield list(FileRow.objects.filter(pk__in=waiting).order_by("target", "number"))
            waiting = []
    if waiting:
        yield list(FileRow.objects.filter(pk__in=waiting).order_by("target", "number"))


def _entries(rows, said):
    """`(lesson, [Entry])` of rows in the order of lessons; `said(row)` gives values and version."""
    for lesson, some in groupby(rows, key=lambda row: row.target):
        entries = []
        for row in some:
            values, version = said(row)
            own = {name: values[name] for name in VALUES}
            entries.append(Entry(row.after["student_id"], **own, version=version))
        yield lesson, entries


def _former(row):
    return row.before, row.before["version"] + 1


def _is_as_written(mark, row):
    is_next = mark is not None and mark.version == row.before["version"] + 1
    return is_next and values_of(mark) == tuple(row.after[name] for name in VALUES)
