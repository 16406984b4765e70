"""Named queries over lessons."""

import datetime

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts import roles
from accounts.models import Role
from roster.querysets.dates import covers

DAY = datetime.timedelta(days=1)


class LessonQuerySet(models.QuerySet):
    """Chainable queries over lessons."""

    def visible_to(self, user):
        """Lessons of the courses that `user` sees."""
        from roster.models import Course

        if user.sees_everything:
            return self
        return self.filter(course__in=Course.objects.visible_to(user).values("pk"))

    def taught_by(self, user, date=None):
        """Lessons of the courses that `user` teaches on `date` (None: today)."""
        from roster.models import Course

        return self.filter(course__in=Course.objects.taught_by(user, date).values("pk"))

    def current(self):
        """Without those of archived courses."""
        return self.filter(course__archived_at=None)

    def on(self, date):
        """Lessons of one day, in the order in which they happen."""
        return self.filter(date=date).in_order()

    def on_or_into(self, date, before):
        """Lessons of one day, and those of the day `before` that pass midnight."""
        return self.filter(Q(date=date) | Q(date=before, starts_at__gt=F("ends_at")))

    def between(self, first, last):
        """Lessons from `first` to `last`, both included."""
        return self.filter(date__gte=first, date__lte=last)

    def within(self, first, last):
        """The same, where None is open."""
        lessons = self if first is None else self.filter(date__gte=first)
        return lessons if last is None else lessons.filter(date__lte=last)

    def on_weekday(self, weekday):
        """Lessons of one day of the week, 0 for Monday."""
        return self.filter(date__iso_week_day=weekday + 1)

    def with_place(self):
        """Adds `is_first` and `is_last`: whether the course has other lessons on the same day, and
        none of them earlier, or later; both are false for the only one."""
        same = self.model.objects.held().filter(course=OuterRef("course"), date=OuterRef("date"))
        earlier, later = same.filter(_before("lt")), same.filter(_before("gt"))
        return self.annotate(
            is_first=Exists(later) & ~Exists(earlier), is_last=Exists(earlier) & ~Exists(later)
        )

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
            .current()
            .filter(taken_at=None, retired_at=None, course__is_active=True)
        )

    def over(self, now):
        """Those whose end has passed at `now` (aware, in the site's time zone); without a time,
        those whose day has."""
        earlier = Q(date__lt=now.date() - DAY) | Q(date=now.date() - DAY, ends_at=None)
        today = Q(date=now.date(), ends_at__lte=now.time()) & ~Q(starts_at__gt=F("ends_at"))
        same_day = Q(starts_at=None) | Q(starts_at__lte=F("ends_at"))
        yesterday = Q(date=now.date() - DAY) & (same_day | Q(ends_at__lte=now.time()))
        return self.filter(earlier | yesterday | today)

    def of_teacher(self, user):
        """Lessons of the courses that the user with the key `user` taught on the lesson's day."""
        from roster.models import CourseStaff

        staff = CourseStaff.objects.filter(course=OuterRef("course"), user=user)
        return self.filter(Exists(staff.on(OuterRef("date"))))

    def by_teacher(self):
        """`[(key of the user, name, how many)]` of those who taught on the lesson's day, the one
        with most lessons first."""
        staff = self.filter(
            covers(F("date"), "course__staff__"), course__staff__retired_at=None
        ).order_by()
        named = staff.values_list("course__staff__user", "course__staff__user__name")
        return named.annotate(number=Count("pk", distinct=True)).order_by(
            "-number", "course__staff__user__name"
        )

    def excused_by(self, excuse):
        """Lessons that `excuse` covers: on its days, in its part of the day, of courses in which
        the student is on that day."""
        from roster.models import Enrollment, Excuse

        stays = Enrollment.objects.filter(student=excuse.student_id)
        on_day = stays.filter(course=OuterRef("course")).on(OuterRef("date"))
        covering = Excuse.objects.filter(pk=excuse.pk).at_outer_lesson()
        lessons = self.within(excuse.starts_on, excuse.ends_on)
        return lessons.filter(Exists(on_day), Exists(covering), course__in=stays.values("course"))

    def without_mark_of(self, excuse):
        """Lessons at which the student of `excuse` is blank, but for those where somebody has
        blanked what this excuse filled in."""
        from roster.models import ExcuseFill, Mark

        marks = Mark.objects.filter(lesson=OuterRef("pk"), student=excuse.student_id)
        fills = ExcuseFill.objects.filter(
            mark__lesson=OuterRef("pk"), excuse=excuse, undone_at=None
        )
        return self.exclude(Exists(marks.exclude(status=None))).exclude(Exists(fills))

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
        return self if user.is_superuser else self.markable_by_role(user)

    def markable_by_role(self, user, date=None):
        """The same on `date` (None: today) for a `user` (or an expression) who is no superuser."""
        from roster.models import Course

        own = Course.objects.taught_by(user, date).values("pk")
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


def _before(operator):
    """The condition that a lesson begins before (`lt`) or after (`gt`) that of the outer query;
    where times are not known, by period."""
    by_time = Q(**{f"starts_at__{operator}": OuterRef("starts_at")})
    by_period = Q(**{f"period__{operator}": OuterRef("period")})
    return by_time | (Q(starts_at=None) & by_period)


def _count(rows, group):
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
