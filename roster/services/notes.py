"""Notes that say something of a student: one's own, which go, and others' that name the student."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from roster.models import Course, Enrollment, Lesson, Mark, MarkEvent, Save

STUDENT, NOTE = 0, 4  # places in an entry of a Save (services.register.Entry)
SHORTEST = 2  # letters of a name that is looked for
TEXTS = ("topic", "note")  # of a lesson


@dataclass(frozen=True)
class Mention:
    """A text that names the student: `field` of `row` (a Lesson, or a Mark of somebody else), as it
    is and as it would be. `is_unclear` where another student of the course is called so: such a
    text stays."""

    row: object
    lesson: Lesson
    field: str
    before: str
    after: str
    is_unclear: bool


def placeholder(person):
    """What stands in the place of the name."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Anonymous %(n)d") % {"n": person.pk}


def mentions_of(people):
    """The Mentions of `people` (rows that are one person) in topics and notes of the lessons of
    their courses, and in notes of others' marks there; the latest first, in five queries."""
    return _mentions(_Search(people))


def clear_mentions(people):
    """Puts placeholders in the place of the names, also in the history of the marks."""
    search = _Search(people)
    for one in _mentions(search):
        if not one.is_unclear:
            rows = type(one.row).objects.filter(pk=one.row.pk)
            rows.update(**{one.field: one.after})
    if search.names:
        _clear_history(search)


def _mentions(search):
    if not search.names:
        return []
    lessons = Lesson.objects.filter(search.named(*TEXTS), course__in=search.courses)
    marks = Mark.objects.filter(search.named("note"), lesson__course__in=search.courses)
    marks = marks.exclude(student__in=search.people).select_related("lesson__course", "student")
    found = []
    for lesson in lessons.select_related("course"):
        found += [search.mention(lesson, lesson, field) for field in TEXTS]
    found += [search.mention(mark, mark.lesson, "note") for mark in marks]
    return sorted(filter(None, found), key=lambda one: (one.lesson.date, one.lesson.pk))[::-1]


def _clear_history(search):
    """Events and requests in the courses in which nobody else is called so."""
    named = search.named("old_note", "new_note")
    events = MarkEvent.objects.filter(named, mark__lesson__course__in=search.clear_courses)
    lessons = set(events.values_list("mark__lesson", flat=True))
    for event in events:
        notes = {name: search.without(getattr(event, name)) for name in ("old_note", "new_note")}
        MarkEvent.objects.filter(pk=event.pk).update(**notes)
    _rewrite_requests(lessons, lambda _student, note: search.without(note))


def blank_notes(people):
    """Blanks the notes of the marks of `people`, in their history and in the requests that brought
    them, and what was imported of them."""
    marks = Mark.objects.filter(student__in=people)
    said = marks.filter(Q(imported__has_key="note") | ~Q(note=""))
    for mark in said.only("note", "imported"):
        imported = mark.imported and {k: v for k, v in mark.imported.items() if k != "note"}
        Mark.objects.filter(pk=mark.pk).update(note="", imported=imported)
    events = MarkEvent.objects.filter(mark__student__in=people).exclude(old_note="", new_note="")
    lessons, students = set(events.values_list("mark__lesson", flat=True)), {p.pk for p in people}
    _rewrite_requests(lessons, lambda student, note: "" if student in students else note)
    events.update(old_note="", new_note="")


def _rewrite_requests(lessons, rewrite):
    """Gives the notes in all requests that changed something at `lessons` (keys) what
    `rewrite(student key, note)` makes of them: a page sends also those that it does not change."""
    causes = MarkEvent.objects.filter(mark__lesson__in=lessons).values("cause")
    for save in Save.objects.filter(pk__in=causes):
        entries = save.content.get("entries", ())
        notes = [rewrite(entry[STUDENT], entry[NOTE]) for entry in entries]
        if notes != [entry[NOTE] for entry in entries]:
            for entry, note in zip(entries, notes, strict=True):
                entry[NOTE] = note
            save.save(update_fields=["content"])


class _Search:
    """Where the names of `people` can stand, and what is to stand there."""

    def __init__(self, people):
        self.people = list(people)
        names = {person.name: placeholder(person) for person in self.people}
        self.names = {name: new for name, new in names.items() if len(name) >= SHORTEST}
        courses = Course.objects.with_students(self.people)
        self.courses = set(courses.values_list("pk", flat=True))
        alike = self._alike() if self.names else []
        self.unclear = {course for course, name in alike if name in self.names}
        self.clear_courses = self.courses - self.unclear
        longer = {name for _course, name in alike} - self.names.keys()
        words = sorted([*self.names, *longer], key=len, reverse=True)
        self.pattern = re.compile(f"(?<![A-Za-z])({'|'.join(map(re.escape, words))})(?![A-Za-z])")

    def _alike(self):
        """`[(course, name)]` of others in these courses in whose names one of these stands."""
        named = self.named("student__name")
        stays = Enrollment.objects.filter(named, course__in=self.courses)
        marks = Mark.objects.filter(named, lesson__course__in=self.courses)
        found = []
        for rows, course in ((stays, "course"), (marks, "lesson__course")):
            others = rows.exclude(student__in=self.people).order_by()
            found += others.values_list(course, "student__name").distinct()
        return found

    def named(self, *fields):
        """The condition that one of the fields has one of the names."""
        found = Q()
        for name in self.names:
            for field in fields:
                found |= Q(**{f"{field}__contains": name})
        return found

    def without(self, text):
        """The text with placeholders; longer names of others stay as they are."""
        return self.pattern.sub(lambda one: self.names.get(one[0], one[0]), text)

    def mention(self, row, lesson, field):
        """The Mention of a text, or None where it names somebody else only."""
        before = getattr(row, field)
        after = self.without(before)
        if after == before:
            return None
        longest = row._meta.get_field(field).max_length
        is_unclear = lesson.course_id in self.unclear
        return Mention(row, lesson, field, before, after[:longest], is_unclear)
