"""Whether a lesson may still be changed."""

from django.db.models import BigIntegerField, DateField
from django.utils import timezone

from roster.days import today
from roster.models import Lesson, Policy
from roster.querysets.prepared import Given, Prepared
from roster.services.claims import claim
from roster.services.errors import LessonCancelled, LessonChanged, LessonLocked
from roster.services.opened import KEY, LESSON, RULES, ruled


def policy_on(course, date):
    """The policy that counts for `course` on `date`, or None where there is none."""
    return Policy.objects.valid(course, date).first()


def is_locked(lesson, now=None):
    """Whether `lesson` is too long ago to be changed at `now` (aware; default: this moment).

    With "locked after 3 days" the third day after the lesson is the last one open.
    """
    now = now or timezone.now()
    if lesson.unlocked_until and now < lesson.unlocked_until:
        return False
    days = _lock_after_days(lesson)
    return days is not None and (timezone.localdate(now) - lesson.date).days > days


def _lock_after_days(lesson):
    if hasattr(lesson, "lock_after_days"):  # LessonQuerySet.with_rules
        return lesson.lock_after_days
    policy = policy_on(lesson.course_id, lesson.date)
    return policy and policy.lock_after_days


def hold(lesson, marked_by=None):
    """Takes the row lock on `lesson` until the transaction ends and returns its present state
    with its rules.

    Raises Lesson.DoesNotExist where the user `marked_by` (None: nobody is asked for) may not
    change its marks.
    """
    if lesson.pk > BigIntegerField.MAX_BIGINT:
        raise Lesson.DoesNotExist
    claim(Lesson, [lesson.pk])
    if marked_by is None or marked_by.is_superuser:
        rows = ANY.rows(pk=lesson.pk)
    else:
        rows = MARKABLE.rows(pk=lesson.pk, user=marked_by.pk, today=today())
    if not rows:
        raise Lesson.DoesNotExist
    return ruled(iter(rows[0]))


def hold_all(keys):
    """Takes the row locks on the lessons with these keys until the transaction ends."""
    if not keys:
        return
    claim(Lesson, keys)
    held = Lesson.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    list(held.values_list("pk"))


def _locked(lessons):
    lessons = lessons.filter(pk=Given("pk", KEY)).with_rules().select_for_update()
    return lessons.values_list(*LESSON, *RULES)


ANY = Prepared(lambda: _locked(Lesson.objects.all()))
MARKABLE = Prepared(
    lambda: _locked(
        Lesson.objects.markable_by_role(Given("user", KEY), Given("today", DateField()))
    )
)


def refuse_changed(lesson, version):
    """Raises LessonChanged where the lesson's own fields are no longer those of `version`."""
    if version is not None and lesson.version != version:
        raise LessonChanged


def refuse_closed(lesson):
    """Raises LessonCancelled or LessonLocked where marks can not be changed."""
    if lesson.is_cancelled:
        raise LessonCancelled
    refuse_locked(lesson)


def refuse_locked(lesson):
    """Raises LessonLocked where nothing of the lesson can be changed."""
    if is_locked(lesson):
        raise LessonLocked
