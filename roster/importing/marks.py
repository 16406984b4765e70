"""Marks of the old database, and the lessons they belong to."""

import uuid

from django.db import IntegrityError, connection

from legacy.ahead import beside
from legacy.targets import Field, Target
from legacy.values import Rejected
from roster.days import today
from roster.importing.derived_enrollments import Spans, derive_enrollments
from roster.importing.lessons import CANCELLED, SKIP, LessonFinder
from roster.importing.undoing import undo_marks
from roster.importing.unlisted import fill_unlisted
from roster.importing.writing import Said, insert_marks
from roster.models import Mark, MarkEvent, Save, Status
from roster.querysets.overwriting import overwrite
from roster.services.filling import fill_since
from roster.services.locks import hold_all
from roster.withheld import anonymised_ids

CODES = ("present", "late", "left_early", "absent", "missed", "excused")
CONTENT = ("status_id", "minutes", "note")
GONE = {"gone": True}
TAKEN = object()  # stands for a mark that this batch has put somewhere
REMEMBERED = 5_000
CLASHES = 5  # so many batches in which a place is taken, and every further one is looked up


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
        self.lessons, self.spans = LessonFinder(run), Spans()
        self.counts, self.said, self.clashes = run.counts_of(self.name), {}, 0
        self.anonymised = anonymised_ids()
        self.statuses = {
            (status.status_set_id, status.code): status
            for status in Status.objects.filter(retired_at=None)
        }

    def prepare(self, values):
        """A mark needs a lesson, or a date from which one is made."""
        if values.get("date") is None and not values.get("lesson_id"):
            raise Rejected("no date")

    def withheld(self, candidates):
        if not self.anonymised:
            return ()
        named = candidates.items()
        return [key for key, one in named if one.values["student_id"] in self.anonymised]

    def carry(self, candidates):
        """Brings one batch over in a constant number of queries."""
        placed = self._placed(candidates)
        if self.is_first and self.clashes < CLASHES:
            hold_all({lesson.pk for _, lesson, _ in placed})
            if self._insert_first(placed):
                return
            self.clashes += 1
        same, known, taken = self._there(placed)
        new, updates = [], []
        for candidate, lesson, value in placed:
            if candidate.key in same:
                self.counts["unchanged"] += 1
            elif candidate.key in known:
                self._follow(known[candidate.key], candidate, lesson, value, taken, updates)
            else:
                self._new(candidate, lesson, value, taken, new, updates)
        insert_marks(connection, new, self.run.record.pk)
        self._inserted(new)
        self._update(updates)

    def _insert_first(self, placed):
        """Inserts a batch of which nothing can have been imported. Returns False, with nothing
        written, where the server finds that there is a mark at one of the places already."""
        rows = [(at.pk, one.values["student_id"], one.key, said) for one, at, said in placed]
        try:
            with beside(insert_marks, rows, self.run.record.pk):
                self.meanwhile()
        except IntegrityError:
            return False
        self._inserted(rows)
        return True

    def _placed(self, candidates):
        """(candidate, lesson, value) of every row that is a mark; the rest is told why not."""
        placed, cancelled = [], []
        for candidate, lesson in self.lessons.find(self, candidates):
            values = candidate.values
            code = values["status"]
            if code == CANCELLED:
                cancelled.append(lesson)
                self.counts["not a mark"] += 1
                continue
            said = lesson.course_id, code, values.get("minutes"), values.get("note") or ""
            value = self.said.get(said)
            if value is None:
                try:
                    value = self._remember(said)
                except Rejected as rejected:
                    self.run.reject(self.name, candidate.row, rejected.reason, rejected.detail)
                    continue
            placed.append((candidate, lesson, value))
        self.spans.add((one.values["student_id"], at.course_id, at.date) for one, at, _ in placed)
        self.lessons.cancel(cancelled)
        return placed

    def _remember(self, said):
        """The Said of (course, code, minutes, note), the same for all rows that say the same."""
        course, code, minutes, note = said
        status = self.statuses.get((self.lessons.status_sets[course], code))
        if status is None:
            raise Rejected("unknown code", code)
        imported = {"status": status.code}
        imported |= {"minutes": minutes} if minutes is not None else {}
        imported |= {"note": note} if note else {}
        if len(self.said) >= REMEMBERED:
            self.said.clear()
        self.said[said] = Said(status.pk, minutes, note, imported)
        return self.said[said]

    def _there(self, placed):
        """Keys of the marks that say the same as the old rows, the others by key, and marks by
        (lesson, student) for what is new or has moved."""
        marks = Mark.objects.filter(legacy_key__in=[one.key for one, _, _ in placed]).order_by()
        rows = marks.values_list("legacy_key", "lesson", "student", "imported")
        said = {} if self.is_first else {row[0]: row[1:] for row in rows}
        same = {
            one.key
            for one, lesson, value in placed
            if said and said.get(one.key) == (lesson.pk, one.values["student_id"], value.imported)
        }
        changed = said.keys() - same
        held = {said[key][0] for key in changed}
        hold_all(held | {lesson.pk for one, lesson, _ in placed if one.key not in same})
        others = Mark.objects.filter(legacy_key__in=changed).order_by().select_related("status")
        taken = self._taken([one for one in placed if one[0].key not in same])
        return same, {mark.legacy_key: mark for mark in others}, taken

    def _taken(self, placed):
        """Marks at the places of `placed`, asked for by lesson, which has dozens of them, unless
        the students, who have hundreds and more every year, are far fewer."""
        places = {(lesson.pk, one.values["student_id"]) for one, lesson, _ in placed}
        lessons, students = {place[0] for place in places}, {place[1] for place in places}
        few = ("lesson", lessons) if len(lessons) <= 8 * len(students) else ("student", students)
        rows = Mark.objects.filter((f"{few[0]}__in", few[1])).order_by()
        pks = [row[2] for row in rows.values_list("lesson", "student", "pk") if row[:2] in places]
        marks = Mark.objects.filter(pk__in=pks).order_by() if pks else ()
        return {(mark.lesson_id, mark.student_id): mark for mark in marks}

    def _new(self, candidate, lesson, value, taken, new, updates):
        place = (lesson.pk, candidate.values["student_id"])
        there = taken.get(place)
        if there is None:
            taken[place] = TAKEN
            new.append((*place, candidate.key, value))
        elif there is not TAKEN and there.legacy_key is None:
            self._adopt(there, candidate, value, updates)
        elif there is not TAKEN and there.source == Mark.Source.IMPLIED:
            there.legacy_key = candidate.key
            self._follow(there, candidate, lesson, value, taken, updates)
        else:
            self.run.reject(self.name, candidate.row, "duplicate", "lesson and student again")

    def _adopt(self, mark, candidate, value, updates):
        """A person entered this mark before the old database had it: it stays as it is."""
        mark.legacy_key, mark.imported = candidate.key, value.imported
        updates.append((mark, None))
        if any(getattr(mark, name) != getattr(value, name) for name in CONTENT):
            self.run.conflict(self.name, candidate.row, f"here: {mark.status or ''}")
        else:
            self.counts["unchanged"] += 1

    def _follow(self, mark, candidate, lesson, value, taken, updates):
        """The old database says something else than last time."""
        place = (lesson.pk, candidate.values["student_id"])
        there = taken.get(place)
        if there is TAKEN or (there is not None and there.pk != mark.pk):
            self.run.reject(self.name, candidate.row, "duplicate", "lesson and student again")
            return
        edited, mark.imported = mark.is_edited_here, value.imported
        if edited and all(getattr(mark, name) == getattr(value, name) for name in CONTENT):
            mark.imported_version = mark.version  # both sides say the same again
            updates.append((mark, None))
            self.counts["unchanged"] += 1
            return
        if edited:
            updates.append((mark, None))
            self.run.conflict(self.name, candidate.row, f"here: {mark.status or '–'}")
            return
        taken[place] = TAKEN
        event = self._event(mark, value)
        mark.lesson_id, mark.student_id = place
        mark.source = Mark.Source.IMPORTED
        for name in CONTENT:
            setattr(mark, name, getattr(value, name))
        mark.version += 1
        mark.imported_version = mark.version
        event.version = mark.version
        updates.append((mark, event))
        self.counts["changed"] += 1

    def _event(self, mark, value):
        return MarkEvent(
            mark=mark,
            old_status_id=mark.status_id,
            new_status_id=value.status_id,
            old_reason_id=mark.reason_id,
            new_reason_id=mark.reason_id,
            old_minutes=mark.minutes,
            new_minutes=value.minutes,
            old_note=mark.note,
            new_note=value.note,
        )

    def _inserted(self, rows):
        self.counts["new"] += len(rows)
        self.lessons.take({row[0] for row in rows})

    def _update(self, updates):
        if updates:
            names = ("lesson", "student", "status", "minutes", "note", "source", "version")
            imported = ("legacy_key", "imported", "imported_version")
            marks = [mark for mark, _ in updates]
            overwrite(Mark, marks, (*names, *imported))
        self._record([event for _, event in updates if event])

    def _record(self, events):
        if not events:
            return
        cause = Save.objects.create(
            request_id=uuid.uuid4(),
            digest=b"",
            user=self.run.user,
            origin=Save.Origin.IMPORT,
            content={"run": self.run.record.pk},
        )
        for event in events:
            event.cause = cause
        MarkEvent.objects.bulk_create(events)

    def imported(self):
        return Mark.objects.exclude(legacy_key=None).exclude(source=Mark.Source.IMPLIED)

    def retire(self, rows, now):
        """Blanks marks whose old row is gone (or gives them what is implied by a missing row);
        those that a person has changed stay as they are. Returns how many are newly gone."""
        updates = []
        hold_all(set(rows.values_list("lesson", flat=True)))
        for mark in rows.select_related("lesson"):
            if mark.imported == GONE:
                continue
            edited, mark.imported = mark.is_edited_here, GONE
            updates.append((mark, None if edited else self._blanked(mark)))
        self._update(updates)
        return len(updates)

    def _blanked(self, mark):
        """Takes back what the old row said; returns the event."""
        implied = self.statuses.get(
            (self.lessons.status_sets[mark.lesson.course_id], self._unlisted())
        )
        event = self._event(mark, Said(implied and implied.pk, None, "", GONE))
        mark.status, mark.minutes, mark.note = implied, None, ""
        mark.version += 1
        mark.imported_version = event.version = mark.version
        return event

    def undo(self, record):
        return undo_marks(record)

    def _unlisted(self):
        return next((one.unlisted for one in self.run.plan.sources(self.name) if one.unlisted), "")

    def finish(self):
        if code := self._unlisted():
            self.counts["implied"] += fill_unlisted(code, self.run.record.pk)
        if students := self.spans.outside():
            self.counts["enrolments derived"] += derive_enrollments(self.run.record.pk, students)
        fill_since(today())
