"""Named queries over excuses."""

import datetime

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, TimeField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from roster.days import today
from roster.querysets.dates import covers, overlaps

FILTERS = ("waiting", "approved", "refused", "withdrawn", "missing", "overdue")
OPEN = ("waiting", "approved")
SHOWN = datetime.timedelta(days=30)  # how long a used link shows what became of the excuse


class ExcuseQuerySet(models.QuerySet):
    """Chainable queries over excuses."""

    def visible_to(self, user):
        """Those of the students that `user` sees."""
        from roster.models import Student

        if user.sees_everything:
            return self
        return self.filter(student__in=Student.objects.visible_to(user).values("pk"))

    def open(self):
        """Those that wait or are approved."""
        return self.filter(state__in=OPEN)

    def approved(self):
        return self.filter(state="approved")

    def of_course(self, course):
        """Those of students who are or were in `course`."""
        from roster.models import Enrollment

        stays = Enrollment.objects.filter(course=course, retired_at=None)
        return self.filter(student__in=stays.values("student"))

    def between(self, first, last):
        """Those that share a day with `first` … `last`; None is open."""
        return self.filter(overlaps(first, last))

    def at(self, lesson):
        """Those that hold at `lesson`."""
        period = _expression(lesson.period, IntegerField())
        starts = _expression(lesson.starts_at, TimeField())
        ends = _expression(lesson.ends_at or lesson.starts_at, TimeField())
        return self.filter(_holds(lesson.date, period, starts, ends))

    def at_outer_lesson(self, prefix=""):
        """Those that hold at the lesson of the query around this one; `prefix` leads to it."""
        date, period, starts = (OuterRef(prefix + name) for name in ("date", "period", "starts_at"))
        ends = Coalesce(OuterRef(f"{prefix}ends_at"), OuterRef(f"{prefix}starts_at"))
        return self.filter(_holds(date, period, starts, ends))

    def with_files(self):
        """Adds `has_files`: whether a paper is there."""
        return self.annotate(has_files=Exists(_files()))

    def without_document(self):
        """Those that still count and need a paper that is not there."""
        needed = self.open().filter(document_due__isnull=False)
        return needed.filter(~Exists(_files()))

    def overdue(self):
        """The same, once the day by which it had to be there is over."""
        return self.without_document().filter(document_due__lt=today())

    def narrowed(self, name):
        """What one of FILTERS shows."""
        if name == "missing":
            return self.without_document()
        return self.overdue() if name == "overdue" else self.filter(state=name)

    def counts(self):
        """`{name of FILTERS: how many}`, in one query."""
        lacking = Q(state__in=OPEN, document_due__isnull=False, has_files=False)
        states = {name: Count("pk", filter=Q(state=name)) for name in FILTERS[:4]}
        missing = Count("pk", filter=lacking)
        overdue = Count("pk", filter=lacking & Q(document_due__lt=today()))
        return self.with_files().order_by().aggregate(**states, missing=missing, overdue=overdue)

    def search(self, text):
        """By the student's name, initial consonants or number, as on the list of students."""
        from roster.models import Student

        if not text.strip():
            return self
        return self.filter(student__in=Student.objects.search(text).values("pk"))


class ExcuseLinkQuerySet(models.QuerySet):
    """Chainable queries over the single-use links of guardians."""

    def of_present(self):
        """Those of students who have not left."""
        return self.filter(student__is_active=True, student__retired_at=None)

    def open(self):
        """Those with which an absence can be told of."""
        return self.of_present().filter(used_at=None, expires_at__gt=timezone.now())

    def shown(self):
        """Those that open a page: to tell of an absence, or to see what became of it."""
        now = timezone.now()
        waiting = Q(used_at=None, expires_at__gt=now)
        used = Q(used_at__gt=now - SHOWN, excuse__isnull=False)
        return self.of_present().filter(waiting | used)

    def answerable(self):
        """Used ones whose guardian has an address and wants to be told."""
        known = self.of_present().filter(guardian__retired_at=None, guardian__notify=True)
        return known.exclude(used_at=None).exclude(guardian__email="")


def _files():
    from roster.models import Attachment

    return Attachment.objects.filter(excuse=OuterRef("pk"), removed_at=None)


def _expression(value, field):
    return value if hasattr(value, "resolve_expression") else Value(value, output_field=field)


def _holds(date, period, starts_at, ends_at):
    """The condition that an excuse holds at a lesson, of which expressions are given."""
    whole = Q(first_period=None, starts_at=None)
    periods = Q(first_period__lte=period, last_period__gte=period)
    times = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    return covers(date) & (whole | periods | times)
