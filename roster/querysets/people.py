"""Named queries over students."""

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from roster.korean import is_initials


class StudentQuerySet(models.QuerySet):
    """Chainable queries over students."""

    def visible_to(self, user):
        """All of them for the office; for a teacher those who are or were in an own course."""
        from roster.models import Course, Enrollment

        if user.sees_everything:
            return self
        courses = Course.objects.visible_to(user).values("pk")
        own = Enrollment.objects.filter(course__in=courses)
        return self.filter(pk__in=own.values("student"))  # found from the courses, which are few

    def active(self):
        """Without those who have left or are gone from the old database."""
        return self.filter(is_active=True, retired_at=None, merged_into=None)

    def former(self):
        """Those who have left, or are gone from the old database, and are somebody still."""
        left = Q(is_active=False) | Q(retired_at__isnull=False)
        return self.filter(left, anonymised_at=None, merged_into=None)

    def anonymised(self):
        """Those of whom nobody knows any more who they were."""
        return self.exclude(anonymised_at=None)

    def left_before(self, date):
        """Former ones of whom the last trace, a stay, a lesson or the end in the old database, is
        from before `date`; without any trace nobody knows when they left."""
        from roster.models import Enrollment, Mark

        stays = Enrollment.objects.filter(student=OuterRef("pk"))
        marks = Mark.objects.filter(student=OuterRef("pk"))
        later_stays = stays.filter(Q(ends_on__gte=date) | Q(ends_on=None, starts_on__gte=date))
        later = Exists(later_stays) | Exists(marks.filter(lesson__date__gte=date))
        ended = Exists(stays.exclude(ends_on=None)) | Exists(marks) | Q(retired_at__isnull=False)
        moment = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
        recent = Q(retired_at__isnull=False, retired_at__gte=moment)
        return self.former().filter(ended).exclude(later).exclude(recent)

    def of_course(self, course):
        """Those who are or were enrolled in `course`, or have a mark in it."""
        from roster.models import Enrollment, Mark

        stays = Enrollment.objects.filter(student=OuterRef("pk"), course=course)
        marks = Mark.objects.filter(student=OuterRef("pk"), lesson__course=course)
        return self.filter(Exists(stays) | Exists(marks))

    def not_in(self, course, date):
        """Those who are not enrolled in `course` on `date`."""
        from roster.models import Enrollment

        stays = Enrollment.objects.filter(student=OuterRef("pk"), course=course).on(date)
        return self.exclude(Exists(stays))

    def marked_in(self, lessons):
        """Those who have a mark in one of `lessons`."""
        from roster.models import Mark

        marks = Mark.objects.filter(student=OuterRef("pk"), lesson__in=lessons)
        return self.filter(Exists(marks))

    def current_first(self):
        """Those who are there before those who have left, by name."""
        return self.order_by("-is_active", "name", "number", "pk")

    def search(self, text):
        """By initial consonants (ㄱㅁㅅ) when only such were typed, else by part of the name or by
        how the number begins or ends."""
        text = text.strip()
        if is_initials(text):
            return self.filter(initials__contains="".join(text.split()))
        if not text:
            return self
        return self.filter(
            Q(name__icontains=text) | Q(number__istartswith=text) | Q(number__iendswith=text)
        )
