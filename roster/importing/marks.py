"""Marks of the old database, and the lessons they belong to."""

import uuid

from legacy.targets import Field, Target
from legacy.values import Rejected
from roster.importing.comparing import compare_marks
from roster.importing.derived_enrollments import derive_enrollments
from roster.importing.lessons import SKIP, LessonFinder
from roster.importing.unlisted import fill_unlisted
from roster.models import Mark, MarkEvent, Save, Status

CODES = ("present", "late", "left_early", "absent", "missed", "excused")
CANCELLED = "cancelled"
CONTENT = ("status_id", "minutes", "note")
GONE = {"gone": True}


class MarkTarget(Target):
    """Marks. A row names its lesson, or course and date, from which the lesson is made.

    The status `cancelled` says that the lesson was cancelled and is no mark; `skip` passes a row
    over. A mark that a person has changed here is never overwritten: what the old database says
    now is remembered and reported, once for each change there.
    """

    name = "marks"
    model = Mark
    after = ("students", "courses", "enrollments", "lessons", "staff")
    fields = (
        Field("student", "reference", to="students", required=True),
        Field("lesson", "reference", to="lessons"),
        Field("course", "reference", to="courses"),
        Field("date", "date"),
        Field("period", "integer"),
        Field("starts_at", "time"),
        Field("ends_at", "time"),
        Field("status", "choice", required=True, choices=(*CODES, CANCELLED, SKIP)),
        Field("minutes", "integer"),
        Field("note"),
    )

    def __init__(self, run):
        super().__init__(run)
        self.lessons = LessonFinder(run)
        self.counts = run.counts_of(self.name)
        self.statuses = {
            (status.status_set_id, status.code): status
            for status in Status.objects.filter(retired_at=None)
        }
        self.has_history = Mark.objects.exclude(legacy_key=None).exists()

    def carry(self, candidates):
        """Brings one batch over in a constant number of queries."""
        placed = self._placed(candidates)
        known, taken = self._there(placed)
        new, updates = [], []
        for candidate, lesson, value in placed:
            mark = known.get(candidate.key)
            if mark is None:
                self._new(candidate, lesson, value, taken, new, updates)
            elif mark.imported == value["imported"] and mark.lesson_id == lesson.pk:
                self.counts["unchanged"] += 1
            else:
                self._follow(mark, candidate, lesson, value, taken, updates)
        self._write(new, updates)

    def _placed(self, candidates):
        """(candidate, lesson, value) of every row that is a mark; the rest is told why not."""
        placed, cancelled = [], []
        for candidate, lesson in self.lessons.find(self, candidates):
            code = candidate.values["status"]
            if code == CANCELLED:
                cancelled.append(lesson)
                self._count_cancelled(candidate)
                continue
            try:
                placed.append((candidate, lesson, self._value(candidate, lesson)))
            except Rejected as rejected:
                self.run.reject(self.name, candidate.row, rejected.reason, rejected.detail)
        self.lessons.cancel(cancelled)
        return placed

    def _count_cancelled(self, candidate):
        self.counts["not a mark"] += 1

    def _value(self, candidate, lesson):
        status = self.statuses.get(
            (self.lessons.status_sets[lesson.course_id], candidate.values["status"])
        )
        if status is None:
            raise Rejected("unknown code", candidate.values["status"])
        minutes, note = candidate.values.get("minutes"), candidate.values.get("note") or ""
        imported = {"status": status.code}
        imported |= {"minutes": minutes} if minutes is not None else {}
        imported |= {"note": note} if note else {}
        return {"status_id": status.pk, "minutes": minutes, "note": note, "imported": imported}

    def _there(self, placed):
        """The site's marks by old key, and by (lesson, student)."""
        keys = [candidate.key for candidate, _, _ in placed]
        known = {mark.legacy_key: mark for mark in Mark.objects.filter(legacy_key__in=keys)}
        strange = [lesson.pk for candidate, lesson, _ in placed if candidate.key not in known]
        taken = {
            (mark.lesson_id, mark.student_id): mark
            for mark in Mark.objects.filter(lesson__in=set(strange))
        }
        return known, taken

    def _new(self, candidate, lesson, value, taken, new, updates):
        place = (lesson.pk, candidate.values["student_id"])
        there = taken.get(place)
        if there is None:
            mark = Mark(
                lesson_id=lesson.pk,
                student_id=place[1],
                source=Mark.Source.IMPORTED,
                legacy_key=candidate.key,
                imported_version=1,
                **value,
            )
            taken[place] = mark
            new.append(mark)
        elif there.legacy_key is None:
            self._adopt(there, candidate, value, updates)
        elif there.source == Mark.Source.IMPLIED:
            there.legacy_key = candidate.key
            self._follow(there, candidate, lesson, value, taken, updates)
        else:
            self.run.reject(self.name, candidate.row, "duplicate", "lesson and student again")

    def _adopt(self, mark, candidate, value, updates):
        """A person entered this mark before the old database had it: it stays as it is."""
        mark.legacy_key, mark.imported = candidate.key, value["imported"]
        updates.append((mark, None))
        if any(getattr(mark, name) != value[name] for name in CONTENT):
            self.run.conflict(self.name, candidate.row, f"here: {mark.status or ''}")
        else:
            self.counts["unchanged"] += 1

    def _follow(self, mark, candidate, lesson, value, taken, updates):
        """The old database says something else than last time."""
        place = (lesson.pk, candidate.values["student_id"])
        edited = mark.is_edited_here
        mark.imported = value["imported"]
        if edited:
            updates.append((mark, None))
            self.run.conflict(self.name, candidate.row, f"here: {mark.status or '–'}")
            return
        if place in taken and taken[place] is not mark and taken[place].pk != mark.pk:
            self.run.reject(self.name, candidate.row, "duplicate", "lesson and student again")
            return
        event = self._event(mark, value)
        mark.lesson_id, mark.student_id = place
        mark.source = Mark.Source.IMPORTED
        for name in CONTENT:
            setattr(mark, name, value[name])
        mark.version += 1
        mark.imported_version = mark.version
        event.version = mark.version
        updates.append((mark, event))
        self.counts["changed"] += 1

    def _event(self, mark, value):
        return MarkEvent(
            mark=mark,
            old_status_id=mark.status_id,
            new_status_id=value["status_id"],
            old_reason_id=mark.reason_id,
            new_reason_id=mark.reason_id,
            old_minutes=mark.minutes,
            new_minutes=value["minutes"],
            old_note=mark.note,
            new_note=value["note"],
        )

    def _write(self, new, updates):
        Mark.objects.bulk_create(new)
        self.counts["new"] += len(new)
        self.lessons.take({mark.lesson_id for mark in new})
        if updates:
            names = ("lesson", "student", "status", "minutes", "note", "source", "version")
            imported = ("legacy_key", "imported", "imported_version")
            marks = [mark for mark, _ in updates]
            Mark.objects.bulk_update(marks, (*names, *imported), batch_size=500)
        self._record([event for _, event in updates if event])

    def _record(self, events):
        if not events:
            return
        cause = Save.objects.create(
            request_id=uuid.uuid4(), digest=b"", user=self.run.user, origin=Save.Origin.IMPORT
        )
        for event in events:
            event.cause = cause
        MarkEvent.objects.bulk_create(events)

    def compare(self, candidates):
        return compare_marks(candidates)

    def imported(self):
        return Mark.objects.exclude(legacy_key=None).exclude(source=Mark.Source.IMPLIED)

    def retire(self, rows, now):
        """Blanks marks whose old row is gone; those that a person has changed stay as they are."""
        updates, number = [], 0
        blank = {"status_id": None, "minutes": None, "note": ""}
        for mark in rows:
            if mark.imported == GONE:
                continue
            number += 1
            edited, mark.imported = mark.is_edited_here, GONE
            if edited:
                updates.append((mark, None))
                continue
            event = self._event(mark, blank)
            for name, value in blank.items():
                setattr(mark, name, value)
            mark.version += 1
            mark.imported_version = event.version = mark.version
            updates.append((mark, event))
        self._write([], updates)
        return number

    def finish(self):
        for source in self.run.plan.sources(self.name):
            if source.unlisted:
                self.counts["implied"] += fill_unlisted(self, source.unlisted)
        if self.counts["new"] or self.counts["changed"] or self.counts["implied"]:
            self.counts["enrolments derived"] += derive_enrollments()
