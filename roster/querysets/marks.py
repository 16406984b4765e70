"""Named queries over marks."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from roster.querysets.dates import covers
from roster.querysets.pairs import PairIn

NOTHING = -1  # in place of "empty", where two columns are compared that may both be


class MarkQuerySet(models.QuerySet):
    """Chainable queries over marks."""

    def visible_to(self, user):
        """Marks of the lessons that `user` sees."""
        from roster.models import Course

        if user.sees_everything:
            return self
        return self.filter(lesson__course__in=Course.objects.visible_to(user).values("pk"))

    def with_lessons(self):
        """With lesson, course, status and reason, the latest lesson first."""
        related = self.select_related("lesson__course", "status", "reason")
        return related.order_by("-lesson__date", "-lesson__starts_at", "-pk")

    def to_list(self):
        """Marks that say something, with all that a line of a list needs, the latest first."""
        return self.said().select_related("student").with_lessons()

    def said(self):
        """Without those that are not marked."""
        return self.filter(_has("status"))

    def not_present(self):
        """Those of which something else was said than "present"."""
        return self.alias(kind=_or("status__kind", "present")).exclude(kind="present")

    def of_kinds(self, kinds):
        """Those of which a status of one of `kinds` was said."""
        return self.alias(kind=_or("status__kind", "")).filter(kind__in=kinds)

    def between(self, first, last):
        """Marks of lessons from `first` to `last`, both included; None is open."""
        marks = self
        if first is not None:
            marks = marks.filter(lesson__date__gte=first)
        if last is not None:
            marks = marks.filter(lesson__date__lte=last)
        return marks

    def of_lesson_and_recent(self, lesson, number):
        """Marks of `lesson` and of the `number` last days on which its course had a taken lesson
        before it (of all there are, where there are fewer); of cancelled ones only its own."""
        from roster.models import Lesson

        before = Lesson.objects.filter(course=lesson.course_id, date__lte=lesson.date).taken()
        dates = before.exclude(pk=lesson.pk).order_by("-date").values("date")
        oldest = Coalesce(
            models.Subquery(dates[number - 1 : number]),
            models.Value(datetime.date.min),
            output_field=models.DateField(),
        )
        of_course = self.filter(lesson__course=lesson.course_id, lesson__date__lte=lesson.date)
        held = Q(lesson=lesson.pk) | Q(lesson__cancelled_at=None)
        return of_course.filter(held, lesson__date__gte=oldest)

    def as_lessons_happened(self):
        """The earliest lesson first; within a lesson by the names of the students."""
        times = (F(f"lesson__{name}").asc(nulls_first=True) for name in ("starts_at", "period"))
        return self.order_by("lesson__date", *times, "lesson", "student__name", "student")

    def with_files(self):
        """Adds `file_id`: the key of something that is attached, to the mark or to the excuse
        that filled it in, or None."""
        from roster.models import Attachment

        files = Attachment.objects.kept().order_by().values("pk")
        own = files.filter(mark=models.OuterRef("pk"))[:1]
        excuses = files.filter(
            excuse__fills__mark=models.OuterRef("pk"), excuse__fills__undone_at=None
        )[:1]
        return self.annotate(file_id=Coalesce(models.Subquery(own), models.Subquery(excuses)))

    def with_notices(self):
        """Adds `notice`: what was said where the student's absence was announced."""
        from roster.models import Excuse

        notices = Excuse.objects.filter(student=models.OuterRef("student")).open()
        notices = notices.at_outer_lesson("lesson__").order_by("-pk")
        return self.annotate(notice=models.Subquery(notices.values("text")[:1]))

    def without_documents(self):
        """Marks whose reason needs a document, of lessons that were held, and that have none: not
        of their own, and not of the excuse that filled them in."""
        from roster.models import Attachment

        needs = _or("reason__needs_document", False)
        needing = self.filter(_has("reason")).alias(needs=needs).filter(needs=True)
        needing = needing.with_files().filter(file_id=None)
        excused = Attachment.objects.filter(excuse__fills__mark=models.OuterRef("pk"))
        there = excused.filter(excuse__fills__undone_at=None, removed_at=None)
        return needing.filter(~models.Exists(there), lesson__cancelled_at=None)

    def entered_here_since(self, moment):
        """Marks that a person has entered or changed at this site since `moment`."""
        from roster.models import MarkEvent, Save

        events = MarkEvent.objects.filter(mark=models.OuterRef("pk"), cause__created_at__gte=moment)
        return self.filter(models.Exists(events.exclude(cause__origin=Save.Origin.IMPORT)))

    def in_enrollments(self, throughout=None):
        """Marks on days on which the student was in the course (derived stays included).

        `throughout`, the stays that `EnrollmentQuerySet.throughout` finds for the dates and courses
        of these marks, changes nothing but the time it takes: the others alone are looked at day
        by day.
        """
        from roster.models import Enrollment

        stays = Enrollment.objects.filter(
            covers(models.OuterRef("lesson__date")),
            course=models.OuterRef("lesson__course"),
            student=models.OuterRef("student"),
            retired_at=None,
        )
        enrolled = models.Exists(stays)
        if throughout is not None:
            enrolled = PairIn("lesson__course", "student", throughout.pairs()) | enrolled
        return self.filter(enrolled)

    def without_excuse(self):
        """Marks at lessons for which no excuse waits or is approved."""
        from roster.models import Excuse

        excuses = Excuse.objects.filter(student=models.OuterRef("student")).open()
        return self.filter(~models.Exists(excuses.at_outer_lesson("lesson__")))

    def against_history(self):
        """Marks that are not what the last change of their history says. The first that an
        import brought has none."""
        from roster.models import MarkEvent

        said = MarkEvent.objects.filter(
            mark=models.OuterRef("pk"), version=models.OuterRef("version")
        )
        for name in ("status", "reason", "minutes"):
            nothing = models.Value(NOTHING)
            new, now = F(f"new_{name}"), models.OuterRef(name)
            said = said.alias(**{f"{name}_said": Coalesce(new, nothing)})
            said = said.filter(**{f"{name}_said": Coalesce(now, nothing)})
        as_brought = Q(version=1, import_run__isnull=False)
        return self.exclude(as_brought).filter(~models.Exists(said))

    def counted(self, throughout=None):
        """Marks that a rate is made of: with a counted status, of taken lessons that were held.
        For `throughout` see `in_enrollments`."""
        held = self.filter(lesson__cancelled_at=None, lesson__taken_at__isnull=False)
        is_counted = _or("status__is_counted", False)
        return held.alias(is_counted=is_counted).filter(is_counted=True).in_enrollments(throughout)


class MarkEventQuerySet(models.QuerySet):
    """Chainable queries over changes of marks."""

    def corrections_in(self, lessons):
        """`(mark, lesson, when, old status)`, as keys, of changes in `lessons` of a status after
        the lesson was taken; of lessons that were ever unlocked all changes of marks."""
        late = Q(cause__created_at__gt=F("mark__lesson__taken_at"), old_status__isnull=False)
        late &= ~Q(old_status=F("new_status"))
        unlocked = Q(mark__lesson__unlocked_until__isnull=False)
        found = self.filter(late | unlocked, mark__lesson__in=lessons)
        return found.values_list("mark", "mark__lesson", "cause__created_at", "old_status")


def _or(field, nothing):
    """A field of the mark's status or reason, or `nothing` where it has none.

    A condition on it leaves the join an outer one, with which no database can begin: millions of
    marks have the same status, and MariaDB guesses that they are thousands.
    """
    return Coalesce(F(field), models.Value(nothing))


def _has(name):
    """The condition that a mark has a status, or a reason; it leaves the join to it an outer one,
    too."""
    return IsNull(F(name), False)
