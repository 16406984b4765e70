"""Named queries over courses, their staff and their students."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery

from roster.days import today
from roster.korean import initial_consonants, is_initials
from roster.querysets.dates import covers, overlaps


class CourseQuerySet(models.QuerySet):
    """Chainable queries over courses."""

    def visible_to(self, user):
        """All of them for the office; for a teacher those taught today, or with an end to come."""
        return self if user.sees_everything else self.taught_by(user)

    def current(self):
        """Without the archived ones."""
        return self.filter(archived_at=None)

    def active(self):
        """Without courses that are over, archived or gone from the old database."""
        return self.current().filter(is_active=True, retired_at=None)

    def archived(self):
        """Those that were put out of the way."""
        return self.exclude(archived_at=None)

    def active_or(self, pk):
        """Those that are going on, and the one whose key `pk` (a text, or empty) may be."""
        going_on = Q(is_active=True, retired_at=None, archived_at=None)
        return self.filter(going_on | Q(pk=int(pk))) if _is_key(pk) else self.filter(going_on)

    def taught_by(self, user, date=None):
        """Those that `user` teaches on `date` (None: today), whatever else the user may see."""
        from roster.models import CourseStaff

        own = CourseStaff.objects.filter(user=user).on(date or today())
        return self.filter(pk__in=own.values("course"))  # found from the user

    def of_student(self, student, date):
        """Those that `student` is in on `date`."""
        from roster.models import Enrollment

        stays = Enrollment.objects.filter(course=OuterRef("pk"), student=student).on(date)
        return self.filter(Exists(stays))

    def with_students(self, students):
        """Those in which one of `students` was ever enrolled or marked."""
        from roster.models import Enrollment, Mark

        stays = Enrollment.objects.filter(student__in=students)
        marks = Mark.objects.filter(student__in=students)
        marked = Q(pk__in=marks.order_by().values("lesson__course"))
        return self.filter(Q(pk__in=stays.order_by().values("course")) | marked)

    def branches(self):
        """The branches there are, by name."""
        named = self.exclude(branch="").order_by("branch")
        return list(named.values_list("branch", flat=True).distinct())

    def narrowed(self, text="", term=None, branch="", state=""):
        """What the filter above the list of courses asks for: `state` is "all" for the former ones
        besides, "archived" for those alone, and else the active ones."""
        chosen = {"all": self.current, "archived": self.archived}.get(state, self.active)
        courses = chosen().search(text or "")
        if term is not None:
            courses = courses.filter(term=term)
        return courses.filter(branch=branch) if branch else courses

    def with_student_counts(self, date):
        """Adds `students`: how many are enrolled on `date`."""
        from roster.models import Enrollment

        counts = (
            Enrollment.objects.filter(course=OuterRef("pk"))
            .on(date)
            .order_by()
            .values("course")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(students=Subquery(counts))

    def current_first(self):
        """Those that are going on before those that are over, by name."""
        return self.order_by("-is_active", "name", "pk")

    def search(self, text):
        """By initial consonants (ㅈㅎ) when only such were typed, which are compared here, because
        courses are few; else by part of the name or of the branch."""
        text = text.strip()
        if is_initials(text):
            wanted = "".join(text.split())
            names = self.order_by().values_list("pk", "name")
            return self.filter(
                pk__in=[pk for pk, name in names if wanted in initial_consonants(name)]
            )
        return self.filter(Q(name__icontains=text) | Q(branch__icontains=text)) if text else self


class CourseStaffQuerySet(models.QuerySet):
    """Chainable queries over who teaches what."""

    def on(self, date):
        """Those who teach on `date`."""
        return self.filter(covers(date), retired_at=None)

    def people(self):
        """The members of staff who teach."""
        return get_user_model().objects.filter(pk__in=self.filter(retired_at=None).values("user"))

    def between(self, first, last):
        """Those who teach on one of the days `first` … `last`."""
        return self.filter(overlaps(first, last), retired_at=None)


class EnrollmentQuerySet(models.QuerySet):
    """Chainable queries over stays in a course."""

    def on(self, date):
        """Stays that hold `date` (a date or an expression)."""
        return self.filter(covers(date), retired_at=None)

    def between(self, first, last):
        """Stays that share a day with `first` … `last`; None is open."""
        return self.filter(overlaps(first, last), retired_at=None)

    def throughout(self, first, last):
        """Stays that hold every lesson that their course has from `first` to `last` (None: open),
        as most stays do."""
        from roster.models import Lesson

        lessons = Lesson.objects.filter(course=OuterRef("course")).within(first, last)
        earliest = Subquery(lessons.order_by("date").values("date")[:1])
        latest = Subquery(lessons.order_by("-date").values("date")[:1])
        begun = Q(starts_on=None) | Q(starts_on__lte=earliest)
        going = Q(ends_on=None) | Q(ends_on__gte=latest)
        return self.filter(begun, going, retired_at=None)

    def with_notices(self, lesson):
        """Adds `notice`: what was said where the student's absence at `lesson` was announced."""
        from roster.models import Excuse

        notices = Excuse.objects.filter(student=OuterRef("student")).open().at(lesson)
        return self.annotate(notice=Subquery(notices.order_by("-pk").values("text")[:1]))

    def with_marks_of(self, lesson):
        """Adds `mark`: what the book says of the student at `lesson` (a lesson, its key or an
        expression), for `values_list`."""
        at_lesson = Q(student__marks__lesson=lesson)
        return self.annotate(mark=FilteredRelation("student__marks", condition=at_lesson))

    def with_lessons_to_come(self, since, last):
        """Stays joined with the lessons of their course that are still to be held: from `since`
        (today or later) to `last` (None: open), not taken, not cancelled, on days of the stay."""
        dates = Q(course__lessons__date__gte=since)
        if last is not None:
            dates &= Q(course__lessons__date__lte=last)
        return self.filter(
            dates,
            Q(starts_on=None) | Q(starts_on__lte=F("course__lessons__date")),
            Q(ends_on=None) | Q(ends_on__gte=F("course__lessons__date")),
            retired_at=None,
            course__lessons__taken_at=None,
            course__lessons__cancelled_at=None,
            course__lessons__retired_at=None,
        )

    def pairs(self):
        """`(course id, student id)` of each."""
        return self.order_by().values_list("course", "student")

    def without_marks(self):
        """Stays of those who have no mark in the course."""
        from roster.models import Mark

        marks = Mark.objects.filter(student=OuterRef("student"), lesson__course=OuterRef("course"))
        return self.exclude(Exists(marks))

    def latest_first(self):
        """By first day, the latest first; those without one last."""
        return self.order_by(F("starts_on").desc(nulls_last=True), "-pk")

    def in_roll_order(self):
        """By roll number, those without one last, then by name."""
        return self.order_by(
            F("roll_number").asc(nulls_last=True), "student__name", "student__number", "student_id"
        )


def _is_key(text):
    return text.isdecimal() and len(text) <= 18
