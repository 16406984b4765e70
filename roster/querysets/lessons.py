"""Named queries over lessons."""

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts import roles
from accounts.models import Role
from roster.querysets.dates import covers


class LessonQuerySet(models.QuerySet):
    """Chainable queries over lessons."""

    def visible_to(self, user):
        """Lessons of the courses that `user` sees."""
        from roster.models import Course

        if user.sees_everything:
            return self
        return self.filter(course__in=Course.objects.visible_to(user).values("pk"))

    def taught_by(self, user):
        """Lessons of the courses that `user` teaches today."""
        from roster.models import Course

        return self.filter(course__in=Course.objects.taught_by(user).values("pk"))

    def on(self, date):
        """Lessons of one day, in the order in which they happen."""
        return self.filter(date=date).in_order()

    def between(self, first, last):
        """Lessons from `first` to `last`, both included."""
        return self.filter(date__gte=first, date__lte=last)

    def until(self, date):
        """Lessons up to `date`, included."""
        return self.filter(date__lte=date)

    def after(self, date):
        """Lessons later than `date`."""
        return self.filter(date__gt=date)

    def kept(self):
        """Without those gone from the old database, unless somebody was marked there."""
        from roster.models import Mark

        marks = Mark.objects.filter(lesson=OuterRef("pk")).exclude(status=None)
        return self.filter(Q(retired_at=None) | Exists(marks))

    def held(self):
        """Without the cancelled ones."""
        return self.filter(cancelled_at=None)

    def taken(self):
        """Those of which somebody said that the marks are complete."""
        return self.held().exclude(taken_at=None)

    def untaken(self, first, last):
        """Lessons from `first` to `last` of which nobody said that the marks are complete."""
        return (
            self.between(first, last)
            .held()
            .filter(taken_at=None, retired_at=None, course__is_active=True)
        )

    def with_marks(self):
        """Those that have marks."""
        from roster.models import Mark

        return self.filter(Exists(Mark.objects.filter(lesson=OuterRef("pk"))))

    def in_order(self):
        """By date, time and period."""
        return self.order_by(
            "date", F("starts_at").asc(nulls_last=True), F("period").asc(nulls_last=True), "id"
        )

    def latest_first(self):
        """The other way round."""
        return self.in_order().reverse()

    def markable_by(self, user):
        """Lessons whose marks `user` may change, asking for the user's roles in the same query.

        Those of `visible_to` where `user.takes_attendance`, else none.
        """
        from roster.models import Course

        if user.is_superuser:
            return self
        own = Course.objects.taught_by(user).values("pk")
        takes = Role.objects.of(user).with_right(roles.TAKE_ATTENDANCE)
        sees = Role.objects.of(user).with_right(roles.SEE_EVERYTHING)
        return self.filter(Exists(takes), Exists(sees) | Q(course__in=own))

    def with_rules(self):
        """Adds what it takes to mark the lesson, without a lock on other rows: `status_set` (id)
        and, of the policy that counts, `lock_after_days` and `taken_when_complete`."""
        from roster.models import Course, Policy

        policy = Policy.objects.valid(OuterRef("course"), OuterRef("date"))
        return self.annotate(
            status_set=Subquery(
                Course.objects.filter(pk=OuterRef("course")).values("status_set")[:1]
            ),
            lock_after_days=Subquery(policy.values("lock_after_days")[:1]),
            taken_when_complete=Coalesce(
                Subquery(policy.values("taken_when_complete")[:1]), Value(True)
            ),
        )

    def with_progress(self):
        """Adds `marked` (marks with a status) and `expected` (students enrolled that day)."""
        from roster.models import Enrollment, Mark

        marks = Mark.objects.filter(lesson=OuterRef("pk")).exclude(status=None)
        stays = Enrollment.objects.filter(covers(OuterRef("date")), course=OuterRef("course"))
        return self.annotate(
            marked=_count(marks, "lesson"),
            expected=_count(stays.filter(retired_at=None), "course"),
        )


def _count(rows, group):
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
