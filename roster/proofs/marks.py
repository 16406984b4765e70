"""Marks: each at its lesson, with what the old row says of it."""

from django.db.models import Exists, F, OuterRef, Q

from legacy.verifying.meaning import Refused
from legacy.verifying.outcomes import LOST, WRONG, Finding
from legacy.verifying.proof import Proof, proves
from roster.models import Course, Enrollment, Lesson, Mark, Status
from roster.proofs.places import Places, stays_of
from roster.querysets.dates import covers
from roster.withheld import anonymised_ids

WORDS = {"cancelled": "lesson cancelled", "skip": "passed over"}
COLUMNS = (
    "legacy_key", "lesson_id", "student_id", "status_id", "minutes", "note", "version",
    "imported_version",
)  # fmt: skip


@proves("marks")
class MarksProof(Proof):
    """A mark names its lesson, or course and date, or only the date of the student's course."""

    def __init__(self, target, plan, runs):
        super().__init__(target, plan, runs)
        self.places = Places()
        statuses = Status.objects.values_list("pk", "status_set", "code", "retired_at")
        self.codes = {pk: code for pk, _set, code, _retired in statuses}
        self.usable = {(of, code) for _pk, of, code, retired in statuses if retired is None}
        self.anonymised = anonymised_ids()
        self.status_sets = dict(Course.objects.values_list("pk", "status_set"))

    def expect(self, values):
        if not values.get("lesson_id") and values.get("date") is None:
            raise Refused("no date")
        if values["status"] in WORDS:
            raise Refused(WORDS[values["status"]])

    def standing(self, expected):
        rows = Mark.objects.filter(legacy_key__in=[one.key for one in expected]).order_by()
        found = {row[0]: row for row in rows.values_list(*COLUMNS)}
        self.places.load({row[1] for row in found.values()})
        return found

    def is_retired(self, row):
        return False  # a mark whose old row is gone is blanked, and so is not as it should be

    def is_edited(self, row):
        return row[6] != row[7] or row[2] in self.anonymised

    def differences(self, values, row):
        _key, lesson, student, status, minutes, note, _version, _imported = row
        if student != values["student_id"]:
            yield "student"
        if self.codes.get(status) != values["status"]:
            yield "status"
        if minutes != values.get("minutes"):
            yield "minutes"
        if note != (values.get("note") or ""):
            yield "note"
        yield from self.places.differences(values, lesson)

    def may_be_newer(self, one, row):
        """Not where the site has not even what it says was imported."""
        imported = Mark.objects.values_list("imported", flat=True).get(legacy_key=one.key) or {}
        said = (imported.get("status"), imported.get("minutes"), imported.get("note", ""))
        return (self.codes.get(row[3]), row[4], row[5]) == said or "gone" in imported

    def refusals(self, missing):
        """Rows of a lesson that has a mark of that student by another old row, and rows whose
        course is not known or does not know the status."""
        found, people = {}, {one.values["student_id"] for one in missing}
        if withheld := people & self.anonymised:
            found = {
                one.key: "anonymised" for one in missing if one.values["student_id"] in withheld
            }
            missing = [one for one in missing if one.key not in found]
        stays = stays_of(people)
        for one in missing:
            if reason := self.places.unknown(one.values, stays):
                found[one.key] = reason
        lessons = self.places.of([one for one in missing if one.key not in found], stays)
        others = self._others(lessons.values())
        for one in missing:
            lesson = lessons.get(one.key)
            if (lesson, one.values["student_id"]) in others:
                found[one.key] = "duplicate"
            elif lesson and not self._knows(lesson, one.values["status"]):
                found[one.key] = "unknown code"
        return found

    def _knows(self, lesson, code):
        return (self.status_sets.get(self.places.course(lesson)), code) in self.usable

    def _others(self, lessons):
        """(lesson, student) of the marks that other old rows have brought."""
        marks = Mark.objects.filter(lesson__in=set(lessons)).exclude(legacy_key=None).order_by()
        return set(marks.exclude(source=Mark.Source.IMPLIED).values_list("lesson", "student"))

    def here(self):
        marks = Mark.objects.exclude(legacy_key=None).exclude(source=Mark.Source.IMPLIED)
        return marks.filter(Q(imported__isnull=True) | ~Q(imported__has_key="gone"))

    def strays(self):
        return Mark.objects.filter(legacy_key=None).exclude(import_run=None)

    def finish(self):
        """What the map says of those who are not listed."""
        words = [one.unlisted for one in self.plan.sources(self.target.name) if one.unlisted]
        if not words:
            return
        for mark in _implied_otherwise(words[0]).iterator():
            yield Finding("marks", f"#{mark}", WRONG, "not what being unlisted means", False)
        for lesson, student in _unmarked().iterator():
            yield Finding("marks", f"lesson #{lesson}, student #{student}", LOST, "unlisted")


def _implied_otherwise(code):
    implied = Mark.objects.filter(source=Mark.Source.IMPLIED, version=F("imported_version"))
    return implied.exclude(status__code=code).order_by().values_list("pk", flat=True)


def _unmarked():
    """(lesson, student) of those who were to be there by the old database and have no mark."""
    held = Lesson.objects.held()
    held = held.exclude(legacy_key=None) | held.filter(key__startswith="marks:")
    marked = Mark.objects.filter(lesson=OuterRef("course__lessons"), student=OuterRef("student"))
    stays = Enrollment.objects.exclude(student__legacy_key=None).filter(
        covers(F("course__lessons__date")), retired_at=None, course__lessons__in=held
    )
    entered = stays.exclude(source=Enrollment.Source.ENTERED)
    rows = entered.filter(~Exists(marked)).values_list("course__lessons", "student")
    return rows.order_by().distinct()
